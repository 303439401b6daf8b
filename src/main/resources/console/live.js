// Whether Dibs can be reached, and the chosen campaign's counts as they come. Comes back by itself.
//
// One question each two seconds, how far the ledger is, is the pulse: any answer says that Dibs is there. The stream of
// counts is opened only while it is, and a stream that ends asks for a pulse at once.

import { campaignPath, get, Problem, send } from "./api.js";

const PULSE = 2_000;
const PULSE_PATIENCE = 3_000;
const FIRST_RETRY = 500;
const LONGEST_RETRY = 8_000;

/** A stream that says nothing for so long is dead: it has a sign of life each 15 seconds. */
const SILENCE = 40_000;

export class Live extends EventTarget {
  constructor() {
    super();
    this.reached = null;
    this.locked = false;
    this.lostAt = null;
    this.counting = false;
    this.trouble = "";
    this.campaign = null;
    this.wakePulse = () => {};
    this.wakeStream = () => {};
    this.stream = null;
  }

  start() {
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    void this.pulses();
    void this.streams();
  }

  /** Asks at once instead of when it is time. */
  now() {
    this.wakePulse();
  }

  /** Listens to another campaign, or to none. */
  choose(campaign) {
    this.campaign = campaign;
    this.counting = false;
    this.trouble = "";
    this.restart();
  }

  /** For another token, or another campaign. */
  restart() {
    this.stream?.abort();
    this.wakeStream();
    this.now();
    this.tell("link");
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  async pulses() {
    for (let failures = 0; ; ) {
      const reached = await this.pulse();
      failures = reached ? 0 : failures + 1;
      if (reached !== this.reached) {
        this.reached = reached;
        this.lostAt = reached ? null : Date.now();
      }
      this.tell("link");
      this.mayListen() ? this.wakeStream() : this.stream?.abort();
      await sleep(reached ? PULSE : backoff(failures), (wake) => (this.wakePulse = wake));
    }
  }

  async pulse() {
    try {
      this.tell("ledger", (await get("v1/ledger", {}, PULSE_PATIENCE)).body);
      this.locked = false;
      return true;
    } catch (failure) {
      this.tell("ledger", { reason: failure.message });
      this.locked = failure.status === 401;
      this.trouble = this.locked ? failure.message : this.trouble;
      return failure instanceof Problem;
    }
  }

  mayListen() {
    return this.campaign && this.reached && !this.locked;
  }

  async streams() {
    for (let failures = 0; ; ) {
      const campaign = this.campaign;
      if (this.mayListen()) {
        failures = (await this.listen(campaign)) ? 0 : failures + 1;
        await (campaign === this.campaign && sleep(backoff(failures)));
      } else {
        await sleep(PULSE, (wake) => (this.wakeStream = wake));
      }
    }
  }

  /** Until the stream ends; whether it ever told anything. */
  async listen(campaign) {
    this.stream = new AbortController();
    let told = false;
    try {
      const response = await send("GET", `${campaignPath(campaign)}/events`, { signal: this.stream.signal });
      for await (const stats of events(response.body, this.stream)) {
        told = true;
        this.count(campaign, stats);
      }
      this.end(campaign, "the counts ended");
    } catch (failure) {
      this.end(campaign, failure.message, failure instanceof Problem);
    }
    return told;
  }

  count(campaign, stats) {
    if (campaign === this.campaign) {
      const begins = !this.counting;
      this.counting = true;
      this.trouble = "";
      this.tell("stats", stats);
      if (begins) {
        this.tell("link");
      }
    }
  }

  end(campaign, reason, isAnswer = false) {
    if (campaign === this.campaign) {
      this.counting = false;
      this.trouble = isAnswer ? reason : "";
      this.now();
      this.tell("link");
    }
  }
}

/** Longer with each failure, and not the same for all pages. */
const backoff = (failures) => Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.max(0, failures - 1)) * (0.75 + Math.random() / 2);

/** Sleeps, unless woken. */
function sleep(millis, waker = () => {}) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    waker(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The data of server-sent events; EventSource itself cannot send a token. */
async function* events(body, controller) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const silence = setTimeout(() => controller.abort(), SILENCE);
    const { value, done } = await reader.read().finally(() => clearTimeout(silence));
    if (done) {
      return;
    }
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").find((line) => line.startsWith("data: "));
      if (data) {
        yield JSON.parse(data.slice(6));
      }
    }
  }
}
