// A claim as a user makes it, and its outcome in words.

import { claim } from "./api.js";
import { byId, element } from "./dom.js";
import { onSubmit } from "./form.js";
import { Wallet } from "./wallet.js";
import { number, outcome, points, time } from "./words.js";

const place = byId("outcome");

export class User {
  constructor() {
    this.wallet = new Wallet();
    onSubmit(byId("user-form"), (values, what) => (what === "claim" ? this.claim(values.user) : this.look(values.user)));
  }

  choose(id) {
    this.id = id;
    place.replaceChildren();
    this.wallet.clear();
  }

  async claim(user) {
    const id = this.id;
    place.replaceChildren();
    const { body, headers } = await claim(id, user);
    if (id !== this.id) {
      return "";
    }
    place.replaceChildren(...shown(body, headers.get("Retry-After")));
    if (body.user) {
      await this.wallet.show(id, body.user, body.outcome === "undecided" ? null : body.position);
    }
    return "";
  }

  async look(user) {
    place.replaceChildren();
    await this.wallet.show(this.id, user, null);
    return "";
  }
}

function shown(answer, retryAfter) {
  const { kind, title, text } = outcome(answer);
  const facts = [
    ["Amount", answer.amount && points(answer.amount)],
    ["Rank", answer.rank && number(answer.rank)],
    ["Decided at", answer.decidedAt && time(answer.decidedAt)],
    ["Position", answer.position],
    ["Ask again in", retryAfter && `${retryAfter} s`],
  ];
  place.dataset.kind = kind;
  return [
    element("h3", { textContent: title }),
    element("p", { textContent: text }),
    element("dl", {}, ...facts.filter(([, value]) => value).map(([name, value]) => fact(name, value))),
  ];
}

const fact = (name, value) =>
  element("div", {}, element("dt", { textContent: name }), element("dd", { textContent: value }));
