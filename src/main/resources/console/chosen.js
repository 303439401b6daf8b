// The chosen campaign: what it is, its counts as they change, and the picture of the last minutes.

import { campaignPath, get, Problem } from "./api.js";
import { Charts } from "./chart.js";
import { byId, setText } from "./dom.js";
import { Rates } from "./rates.js";
import { date, number, points, rate, statuses, timeOfDay } from "./words.js";

export class Chosen {
  constructor(onCampaign) {
    this.onCampaign = onCampaign;
    this.id = null;
    this.rates = new Rates();
    this.charts = new Charts(this.rates);
    setInterval(() => this.sample(), 1_000);
  }

  choose(id) {
    this.id = id;
    this.campaign = null;
    this.stats = null;
    this.rates = new Rates();
    byId("chosen").hidden = false;
    byId("numbers").hidden = true;
    byId("charts").hidden = true;
    byId("charts-empty").hidden = false;
    setText(byId("title-text"), id);
    setText(byId("campaign-id"), id);
    setText(byId("status"), "");
    setText(byId("terms"), "");
    setText(byId("chosen-problem"), "");
    this.charts.use(this.rates);
    void this.refresh();
  }

  async refresh() {
    const id = this.id;
    if (!id) {
      return;
    }
    try {
      const { body } = await get(campaignPath(id));
      if (id === this.id) {
        this.show(body);
      }
    } catch (failure) {
      if (id === this.id && failure instanceof Problem && failure.status !== 401) {
        setText(byId("chosen-problem"), `${failure.message}.`);
      }
    }
  }

  show(campaign) {
    this.campaign = campaign;
    setText(byId("chosen-problem"), "");
    setText(byId("title-text"), campaign.title);
    setText(byId("campaign-id"), campaign.id);
    setText(byId("status"), statuses[campaign.status] ?? campaign.status);
    byId("status").dataset.status = campaign.status;
    const times = [
      campaign.opensAt && `opens ${date(campaign.opensAt)}`,
      campaign.closesAt && `closes ${date(campaign.closesAt)}`,
    ];
    setText(byId("terms"), [`${points(campaign.reward)} to each user`, ...times].filter(Boolean).join(" · "));
    this.onCampaign(campaign);
  }

  count(stats) {
    const isFirst = this.stats === null;
    this.stats = stats;
    this.rates.count(stats, Date.now());
    setText(byId("remaining"), number(stats.remaining));
    byId("remaining").style.setProperty("--digits", byId("remaining").textContent.length);
    setText(byId("budget"), `of ${number(stats.budget)} · ${share(stats)} given`);
    byId("budget-bar").style.width = `${(100 * stats.remaining) / stats.budget}%`;
    setText(byId("granted"), number(stats.granted));
    setText(byId("refused"), number(stats.refused));
    setText(byId("reversed"), number(stats.reversed));
    byId("numbers").hidden = false;
    byId("charts").hidden = false;
    byId("charts-empty").hidden = stats.granted + stats.refused > 0;
    if (isFirst || (this.campaign?.status === "open" && stats.remaining < this.campaign.reward)) {
      void this.refresh();
    }
  }

  /** What is shown is what was last known from now on. */
  lost() {
    this.rates.forget();
    setText(byId("asof"), this.stats ? `Last known at ${timeOfDay(Date.now())}, not live` : "");
  }

  live() {
    setText(byId("asof"), "");
  }

  sample() {
    if (this.stats) {
      const { grants, refusals } = this.rates.sample(Date.now());
      setText(byId("grants-rate"), grants === null ? "–" : rate(grants));
      setText(byId("refusals-rate"), refusals === null ? "–" : rate(refusals));
      this.charts.draw();
    }
  }
}

/** Never rounded to all or to nothing. */
function share({ spent, budget }) {
  const percent = (100 * spent) / budget;
  return `${percent === 0 || percent === 100 ? percent : Math.min(99.9, Math.max(0.1, percent)).toFixed(1)} %`;
}
