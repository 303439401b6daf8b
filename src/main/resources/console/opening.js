// The form that opens a campaign; for the first one it is there by itself.

import { post } from "./api.js";
import { byId } from "./dom.js";
import { amount, clear, onSubmit } from "./form.js";

const section = byId("opening");
const form = byId("open-form");
const button = byId("new");

export class Opening {
  constructor(onOpened) {
    this.taken = new Set();
    button.addEventListener("click", () => (section.hidden ? this.show() : this.hide()));
    byId("open-cancel").addEventListener("click", () => this.hide());
    onSubmit(form, async (values) => {
      const { status, body } = await post("v1/campaigns", request(values));
      if (status === 202) {
        return "The log has it, and nothing is decided yet. It will be in the list once it is.";
      }
      this.hide();
      onOpened(body);
      return "";
    });
  }

  /** Which ids are no use. */
  knows(campaigns) {
    campaigns.forEach((each) => this.taken.add(each.id));
    if (!this.taken.size && section.hidden) {
      this.show(true);
    } else if (this.taken.size && !byId("opening-first").hidden) {
      this.stayOnlyInUse();
    }
  }

  /** It is no longer the first; whoever fills it in keeps it. */
  stayOnlyInUse() {
    byId("opening-first").hidden = true;
    byId("open-cancel").hidden = false;
    section.hidden = !section.contains(document.activeElement);
    button.setAttribute("aria-expanded", String(!section.hidden));
  }

  show(isFirst = false) {
    clear(form);
    form.reset();
    const n = this.next();
    form.elements.id.value = n === 1 ? "spring" : `spring-${n}`;
    form.elements.title.value = n === 1 ? "Spring points" : `Spring points ${n}`;
    form.elements.budget.value = "100000";
    form.elements.reward.value = "100";
    byId("opening-first").hidden = !isFirst;
    byId("open-cancel").hidden = isFirst;
    section.hidden = false;
    button.setAttribute("aria-expanded", "true");
    if (!isFirst) {
      form.elements.id.focus();
      form.elements.id.select();
    }
  }

  hide() {
    const hadFocus = section.contains(document.activeElement);
    section.hidden = true;
    byId("opening-first").hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (hadFocus) {
      button.focus();
    }
  }

  next() {
    let n = 1;
    while (this.taken.has(n === 1 ? "spring" : `spring-${n}`)) {
      n++;
    }
    return n;
  }
}

/** Times are typed as local ones. */
function request({ id, title, budget, reward, opensAt, closesAt }) {
  const utc = (local) => (local ? new Date(local).toISOString() : null);
  return { id, title, budget: amount(budget), reward: amount(reward), opensAt: utc(opensAt), closesAt: utc(closesAt) };
}
