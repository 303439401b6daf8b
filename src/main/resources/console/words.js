// Outcomes, numbers and times in words.

const numbers = new Intl.NumberFormat("en");
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export const number = (n) => numbers.format(n);
export const points = (n) => `${number(n)} ${Math.abs(n) === 1 ? "point" : "points"}`;
export const timeOfDay = (millis) => clock.format(millis);

/** A time of the API, in local time and with its milliseconds, which decide who was first. */
export function time(text) {
  const at = new Date(text);
  const millis = String(at.getMilliseconds()).padStart(3, "0");
  return Number.isNaN(at.getTime()) ? text : `${moment.format(at)}.${millis}`;
}

/** A time far away may be beyond what dates can say. */
export const date = (text) => (Number.isNaN(Date.parse(text)) ? text : moment.format(new Date(text)));

/** A rate as one reads it at a glance. */
export const rate = (n) => (n > 0 && n < 9.95 ? n.toFixed(1) : number(Math.round(n)));

export const statuses = {
  scheduled: "Scheduled",
  open: "Open",
  paused: "Paused",
  sold_out: "Sold out",
  closed: "Closed",
  archived: "Archived",
};

const outcomes = {
  unknown_campaign: ["Unknown campaign", "There is no such campaign."],
  archived: ["Archived", "The campaign is archived: its claims are in the ledger only."],
  reversed: ["Reversed", "This user's grant was taken back. There is no second one."],
  closed: ["Closed", "The campaign is over. Nothing is granted any more."],
  not_open: ["Not open yet", "The campaign has not begun. Claim again once it opens."],
  paused: ["Paused", "An operator paused the campaign. Claim again later."],
  sold_out: ["Sold out", "What remains is smaller than the reward."],
  undecided: [
    "Undecided",
    "The log has the claim, and nothing is decided yet. It may still be granted: claim again to learn it.",
  ],
};

/** What a claim's answer means: its kind for the eye, a heading and a sentence. */
export function outcome(answer) {
  if (answer.outcome === "granted") {
    return answer.repeated
      ? { kind: "granted", title: "Granted before", text: "This user has this grant already, the same as the first time." }
      : { kind: "granted", title: "Granted", text: `${answer.user} gets ${points(answer.amount)}, as number ${number(answer.rank)}.` };
  }
  const [title, text] = outcomes[answer.outcome] ?? [answer.outcome, "This console does not know the outcome."];
  return { kind: answer.outcome === "undecided" ? "undecided" : "refused", title, text };
}
