// Puts the parts of the console together.

import { Campaigns } from "./campaigns.js";
import { Chosen } from "./chosen.js";
import { announce, byId, setText } from "./dom.js";
import { forget } from "./form.js";
import { Live } from "./live.js";
import { Opening } from "./opening.js";
import { Operating } from "./operating.js";
import { onToken } from "./token.js";
import { User } from "./user.js";
import { number, timeOfDay } from "./words.js";

const REFRESH = 2_000;
const STATES = {
  connecting: "Connecting",
  live: "Live",
  waiting: "No counts",
  locked: "Token needed",
  lost: "Disconnected",
};

/** What is said where the numbers are not live. */
const banners = {
  lost: () => ({
    title: `Disconnected since ${timeOfDay(live.lostAt)}.`,
    text: "What is shown is the last that was known. This page comes back by itself.",
  }),
  waiting: () => ({
    title: "There are no live counts.",
    text: `Dibs says: ${live.trouble}. This page goes on asking.`,
  }),
  locked: () => ({
    title: "Dibs asks for a token.",
    text: `It says: ${live.trouble}.`,
    button: "Enter a token",
  }),
};

const live = new Live();
const user = new User();
const operating = new Operating((campaign) => changed(campaign));
const chosen = new Chosen((campaign) => operating.show(campaign));
const opening = new Opening((campaign) => (location.hash = `#/${campaign.id}`));
const campaigns = new Campaigns((list, added) => {
  opening.knows(list);
  follow(added);
});
let state = "connecting";
let isFollowing = true;

/** Until somebody chooses, the newest campaign is shown: whoever comes to watch a rush need not look for it. */
function follow(added) {
  if ((isFollowing || !chosen.id) && added.length) {
    choose((added.find((each) => each.status === "open") ?? added[0]).id);
  }
}

function chooseByAddress() {
  const id = location.hash.match(/^#\/(.+)$/)?.[1];
  if (id) {
    isFollowing = false;
    choose(id);
  }
}

function choose(id) {
  if (id !== chosen.id) {
    forget();
    [chosen, operating, user, campaigns, live].forEach((part) => part.choose(id));
    document.title = `${id} · Dibs`;
  }
}

function changed(campaign) {
  if (campaign?.id === chosen.id) {
    chosen.show(campaign);
  }
  void campaigns.refresh();
}

function refresh() {
  if (live.reached && !document.hidden) {
    void campaigns.refresh();
    void chosen.refresh();
  }
}

/** What the whole page says of itself. */
function stateNow() {
  if (live.reached === null) {
    return "connecting";
  }
  if (!live.reached) {
    return "lost";
  }
  if (live.locked) {
    return "locked";
  }
  if (live.counting || !chosen.id) {
    return "live";
  }
  return live.trouble ? "waiting" : "connecting";
}

function link() {
  const now = stateNow();
  if (now !== state) {
    state = now;
    document.body.dataset.link = now;
    setText(byId("link-state"), STATES[now]);
    if (now === "live") {
      chosen.live();
      refresh();
    } else {
      chosen.lost();
    }
  }
  banner();
}

function banner() {
  const { title, text, button } = banners[state]?.() ?? { title: "" };
  const was = byId("banner-title").textContent;
  byId("banner").hidden = !title;
  setText(byId("banner-title"), title);
  setText(byId("banner-text"), text ?? "");
  setText(byId("banner-now"), button ?? "Try now");
  if (title !== was && (title || state === "live")) {
    announce(title ? `${title} ${text}` : "Connected again. The numbers are live.");
  }
}

function ledger({ behind, reason }) {
  const text = reason ? "Ledger: not known" : behind ? `Ledger: ${number(behind)} behind` : "Ledger: up to date";
  setText(byId("ledger"), text);
  byId("ledger").title = reason ?? "Grants that are on the log and not in the database yet";
  byId("ledger").dataset.behind = reason ? "unknown" : behind ? "some" : "none";
}

live.addEventListener("link", link);
live.addEventListener("stats", (event) => chosen.count(event.detail));
live.addEventListener("ledger", (event) => ledger(event.detail));
byId("banner-now").addEventListener("click", () => (live.locked ? byId("token-open").click() : live.restart()));
addEventListener("hashchange", chooseByAddress);
// Whoever does something must not find another campaign under the hand.
["pointerdown", "keydown"].forEach((type) => addEventListener(type, () => (isFollowing = false)));
byId("skip").addEventListener("click", (event) => {
  // The address says which campaign is chosen.
  event.preventDefault();
  byId("main").focus();
});
onToken(() => {
  live.restart();
  void campaigns.refresh();
  void chosen.refresh();
});
setInterval(refresh, REFRESH);
chooseByAddress();
live.start();
void campaigns.refresh();
