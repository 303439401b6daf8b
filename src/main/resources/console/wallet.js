// What a user has: what is in the ledger, and above it what is granted and not there yet.

import { campaignPath, get, Problem } from "./api.js";
import { byId, element } from "./dom.js";
import { number, points, time } from "./words.js";

const place = byId("wallet");
const AGAIN = 1_000;

export class Wallet {
  clear() {
    clearTimeout(this.timer);
    this.asked = null;
    place.replaceChildren();
  }

  /** Not older than the position, if there is one; again and again while something is pending. */
  async show(campaign, user, position) {
    this.clear();
    const asked = (this.asked = { campaign, user });
    const page = await read(campaign, user, position);
    if (asked === this.asked) {
      this.paint(page, user);
      this.follow(page, asked, position);
    }
  }

  follow(page, asked, position) {
    if (page.claim?.inLedger === false) {
      this.timer = setTimeout(async () => {
        let next = page;
        try {
          next = await read(asked.campaign, asked.user, position);
        } catch {
          // It is pending still, as far as anyone here knows.
        }
        if (asked === this.asked) {
          if (next !== page) {
            this.paint(next, asked.user);
          }
          this.follow(next, asked, position);
        }
      }, AGAIN);
    }
  }

  paint({ wallet, claim, sources, missing }, user) {
    const pending = claim?.inLedger === false ? [row(claim.campaign, "pending", claim.amount, claim.decidedAt)] : [];
    const rows = (wallet?.entries ?? []).map((each) => row(each.campaign, each.kind, each.amount, each.decidedAt));
    place.replaceChildren(
      element("h3", {}, "Wallet of ", element("bdi", { textContent: user })),
      element("p", { className: "total", textContent: total(wallet, claim) }),
      ...notes(sources, missing),
      ...(pending.length + rows.length ? [table([...pending, ...rows])] : []),
    );
  }
}

/** What one screen needs, in one call; where there is no such campaign, the wallet is still the user's. */
async function read(campaign, user, position) {
  const headers = position ? { "Dibs-Position": position } : {};
  try {
    const path = `v1/pages/${campaignPath(campaign).replace("v1/campaigns", "campaign")}`;
    return (await get(`${path}?user=${encodeURIComponent(user || "-")}`, headers)).body;
  } catch (failure) {
    if (!(failure instanceof Problem && failure.status === 404)) {
      throw failure;
    }
    const { body, headers: told } = await get(`v1/users/${encodeURIComponent(user)}/wallet`);
    return { wallet: body, claim: null, missing: [], sources: { wallet: told.get("Dibs-Source") } };
  }
}

function total(wallet, claim) {
  const pending = claim?.inLedger === false ? `, and ${points(claim.amount)} pending` : "";
  return `${wallet ? `${points(wallet.points)} in the ledger` : "The ledger cannot be read now"}${pending}.`;
}

function notes(sources, missing) {
  const said = [
    sources.wallet === "stale" && "This is an old copy: the ledger cannot be asked now.",
    missing.includes("claim") && "Whether this campaign granted anything cannot be told now.",
  ];
  return said.filter(Boolean).map((text) => element("p", { className: "note", textContent: text }));
}

function row(campaign, kind, amount, decidedAt) {
  const mark = element("span", { className: "kind", textContent: kind === "pending" ? "pending" : kind });
  mark.dataset.kind = kind;
  return element(
    "tr",
    {},
    element("td", {}, element("code", { textContent: campaign }), element("small", { textContent: time(decidedAt) })),
    element("td", {}, mark),
    element("td", { className: "amount", textContent: `${amount > 0 ? "+" : "−"}${number(Math.abs(amount))}` }),
  );
}

function table(rows) {
  const heads = ["Campaign, decided at", "Entry", "Points"].map((text) => element("th", { scope: "col", textContent: text }));
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}
