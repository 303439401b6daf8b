// The last minutes of one campaign, a sample each second. Knows no document.

const SECONDS = 180;

/** How long before a sample a count may be and still tell a rate by its own time: events come four times a second. */
const RECENT = 500;

export class Rates {
  constructor() {
    this.samples = [];
    this.forget();
  }

  /** What comes next has nothing to do with what was: no rate is worked out across the gap. */
  forget() {
    this.now = null;
    this.before = null;
    this.sampledAt = 0;
  }

  /** New counts, as they come. */
  count(stats, at) {
    this.now = { granted: stats.granted, refused: stats.refused, remaining: stats.remaining, at };
    this.before ??= this.now;
  }

  /** One sample; with nulls where nothing is known. Returns it. */
  sample(at) {
    const known = this.now !== null;
    const seconds = known ? this.seconds(at) : 0;
    const sample = {
      at,
      remaining: known ? this.now.remaining : null,
      grants: known ? (this.now.granted - this.before.granted) / seconds : null,
      refusals: known ? (this.now.refused - this.before.refused) / seconds : null,
    };
    this.before = this.now;
    this.sampledAt = at;
    this.samples.push(sample);
    while (this.samples[0].at < at - SECONDS * 1_000) {
      this.samples.shift();
    }
    return sample;
  }

  /** Over how long the counts since the last sample came. */
  seconds(at) {
    const isRecent = this.before.at > this.sampledAt - RECENT && this.now.at > this.before.at;
    const since = isRecent ? this.now.at - this.before.at : at - (this.sampledAt || this.before.at);
    return Math.max(since, 250) / 1_000;
  }

  /** The samples as columns, with times in seconds. */
  columns(...names) {
    return [this.samples.map((one) => one.at / 1_000), ...names.map((name) => this.samples.map((one) => one[name]))];
  }

  /** The largest and the first and last known value of one column. */
  range(name) {
    const known = this.samples.map((one) => one[name]).filter((value) => value !== null);
    return { most: Math.max(0, ...known), first: known[0] ?? 0, last: known[known.length - 1] ?? 0 };
  }

  static get seconds() {
    return SECONDS;
  }
}
