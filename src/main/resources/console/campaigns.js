// The list of campaigns. Which one is chosen is in the address, after #.

import { get } from "./api.js";
import { byId, element, setText } from "./dom.js";
import { points, statuses } from "./words.js";

const PAGE = 50;
const MOST = 1_000;

export class Campaigns {
  constructor(onKnown) {
    this.onKnown = onKnown;
    this.limit = PAGE;
    this.rows = new Map();
    this.known = null;
    this.chosen = null;
    byId("campaigns-more").addEventListener("click", () => {
      this.limit = Math.min(MOST, this.limit + PAGE);
      void this.refresh();
    });
  }

  async refresh() {
    try {
      const { body } = await get(`v1/campaigns?limit=${this.limit}`);
      const added = body.campaigns.filter((each) => !this.rows.has(each.id));
      this.show(body.campaigns, body.next !== null && this.limit < MOST);
      this.onKnown(body.campaigns, added);
    } catch (failure) {
      if (!this.known) {
        setText(byId("campaigns-note"), `Not listed yet: ${failure.message}`);
      }
    }
  }

  /** Marks the chosen one. */
  choose(id) {
    this.chosen = id;
    this.rows.forEach((row, each) => mark(row, each === id));
    this.reveal();
  }

  /** Scrolls the list, and never the page. */
  reveal() {
    const item = this.rows.get(this.chosen)?.item;
    const list = byId("campaigns");
    if (item) {
      const above = item.offsetTop - list.offsetTop;
      const below = above + item.offsetHeight - list.clientHeight;
      list.scrollTop = Math.min(above, Math.max(below, list.scrollTop));
    }
  }

  show(campaigns, more) {
    const list = byId("campaigns");
    const ids = new Set(campaigns.map((each) => each.id));
    [...this.rows.keys()].filter((id) => !ids.has(id)).forEach((id) => this.remove(id));
    campaigns.forEach((campaign, index) => {
      const row = this.row(campaign);
      if (list.children[index] !== row.item) {
        list.insertBefore(row.item, list.children[index] ?? null);
      }
    });
    if (!this.known) {
      this.known = ids;
      this.reveal();
    }
    setText(byId("campaigns-note"), campaigns.length ? "" : "None yet");
    byId("campaigns-more").hidden = !more;
  }

  row(campaign) {
    const row = this.rows.get(campaign.id) ?? this.add(campaign.id);
    setText(row.title, campaign.title);
    setText(row.status, statuses[campaign.status] ?? campaign.status);
    row.status.dataset.status = campaign.status;
    setText(row.facts, `${campaign.id} · ${points(campaign.reward)} each`);
    return row;
  }

  add(id) {
    const title = element("bdi", { className: "row-title" });
    const status = element("span", { className: "status" });
    const facts = element("span", { className: "row-facts" });
    const link = element("a", { href: `#/${id}` }, title, " ", status, " ", facts);
    const row = { item: element("li", {}, link), link, title, status, facts };
    if (this.known && !this.known.has(id)) {
      row.item.classList.add("fresh");
    }
    mark(row, id === this.chosen);
    this.rows.set(id, row);
    return row;
  }

  remove(id) {
    this.rows.get(id).item.remove();
    this.rows.delete(id);
  }
}

function mark(row, isChosen) {
  if (isChosen) {
    row.link.setAttribute("aria-current", "true");
    row.item.classList.remove("fresh");
  } else {
    row.link.removeAttribute("aria-current");
  }
}
