package dibs.stream;

import dibs.campaign.Decision;

/** Told what became of each record of the request log, for metrics. Called by stream threads; must be quick and not throw. */
public interface DeciderObserver {
    void decided(Decision decision);

    /** A record that is no request. */
    default void deadLetter() {}

    /** A record on another partition than its campaign's. */
    default void sentHome() {}
}
