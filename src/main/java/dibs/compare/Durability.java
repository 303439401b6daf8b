package dibs.compare;

/** What acknowledged grants outlive; figures are compared inside one class only. */
public enum Durability {
    /** A killed process: what was written is with the operating system. */
    P,
    /** A power cut: what was written is on one disk. */
    D
}
