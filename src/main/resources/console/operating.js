// What operators do with the chosen campaign.

import { campaignPath, post } from "./api.js";
import { byId, setText } from "./dom.js";
import { amount, onSubmit } from "./form.js";
import { points } from "./words.js";

const UNDECIDED = "The log has it, and nothing is decided yet. Sent again, it is done once.";
const DONE = { pause: "Paused.", resume: "Resumed.", close: "Closed for good." };

export class Operating {
  constructor(onChanged) {
    this.onChanged = onChanged;
    this.topUp = null;
    onSubmit(byId("top-up-form"), (values) => this.addBudget(values));
    onSubmit(byId("switch-form"), (values, what) => this.change(what));
    onSubmit(byId("reverse-form"), (values) => this.reverse(values));
    byId("close").addEventListener("click", () => this.askToClose());
    byId("close-no").addEventListener("click", () => byId("close-dialog").close());
    byId("close-yes").addEventListener("click", () => {
      byId("close-dialog").close();
      byId("switch-form").requestSubmit(byId("close-send"));
    });
  }

  choose(id) {
    this.id = id;
    this.path = campaignPath(id);
  }

  show({ status }) {
    const ended = status === "closed" || status === "archived";
    byId("pause").hidden = status === "paused" || ended;
    byId("resume").hidden = status !== "paused";
    byId("close").hidden = ended;
  }

  /** One that had no answer is sent again under its own id, so that it is done once. */
  async addBudget(values) {
    const asked = amount(values.amount);
    if (this.topUp?.path !== this.path || this.topUp.amount !== asked) {
      this.topUp = { path: this.path, amount: asked, requestId: `console-${random()}` };
    }
    const { status, body } = await post(`${this.path}/top-ups`, { amount: asked, requestId: this.topUp.requestId });
    if (status === 202) {
      return UNDECIDED;
    }
    this.topUp = null;
    this.onChanged(body);
    return `Added. The budget is ${points(body.budget)} now.`;
  }

  async change(what) {
    const form = byId("switch-form");
    // Before the call: the live numbers may hide the button that was pressed before the answer is here.
    const hadFocus = form.contains(document.activeElement);
    const { status, body } = await post(`${this.path}/${what}`);
    if (status === 202) {
      return UNDECIDED;
    }
    this.onChanged(body);
    if (hadFocus && (document.activeElement === document.body || form.contains(document.activeElement))) {
      ["resume", "pause", "close"].map(byId).find((button) => !button.hidden)?.focus();
    }
    return DONE[what];
  }

  async reverse({ user, reason, returnBudget }) {
    const { status, body } = await post(`${this.path}/claims/${encodeURIComponent(user || "-")}/reversal`, {
      returnBudget,
      reason,
    });
    if (status === 202) {
      return UNDECIDED;
    }
    this.onChanged(null);
    const back = body.returnBudget ? "they are in the budget again" : "they are not in the budget again";
    return `Reversed. ${points(body.amount)} were taken from ${body.user}; ${back}.`;
  }

  askToClose() {
    setText(byId("close-id"), this.id);
    byId("close-dialog").showModal();
  }
}

/** Not crypto.randomUUID, which pages have only on loopback and over HTTPS. */
const random = () => Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
