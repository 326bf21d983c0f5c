import type { HistoryItemType } from "@aws-sdk/client-cloudwatch";
import { Collection } from "../../kernel/collection.ts";

import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, Transaction } from "../../kernel/store.ts";
import type { Alarm } from "./alarms/alarm.ts";
import type { Place } from "./model.ts";

/** One thing that happened to an alarm. */
export interface HistoryItem {
  readonly alarm: string;
  readonly alarmType: "MetricAlarm" | "CompositeAlarm";
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
  /** Epoch milliseconds; items of one instant are told apart by `order`. */
  readonly at: number;
  readonly order: number;
}

/** A dashboard as stored. */
export interface Dashboard {
  readonly name: string;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Milliseconds that an alarm's history is kept. */
const historyAge = 30 * 86_400_000;
/** How many old items are deleted with each new one. */
const prunedAtOnce = 4;

const evaluationTimer = "cloudwatch.evaluation";

/** Which alarm a timer is to evaluate. */
export interface EvaluationTimer extends Place {
  readonly name: string;
}

/** Alarms, their history and dashboards, as stored. */
export class CloudWatchState {
  readonly host: ServiceHost;
  readonly store: Store;
  readonly #alarms = new Collection<Alarm>("cloudwatch", "alarms");
  readonly #history = new Collection<HistoryItem>("cloudwatch", "history");
  readonly #dashboards = new Collection<Dashboard>("cloudwatch", "dashboards");

  constructor(host: ServiceHost) {
    this.host = host;
    this.store = host.store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.store.transact(work);
  }

  alarm({ account, region }: Place, name: string, reader: Pick<Transaction, "get"> = this.store): Alarm | undefined {
    return this.#alarms.get(reader as Transaction, account, region, name);
  }

  /** The alarms of a place by name, or of all places. */
  alarms(place?: Place, after?: string): Iterable<Alarm> {
    if (!place) return this.#alarms.list(this.store);
    const { account, region } = place;
    const options = after === undefined ? {} : { after: [account, region, after] };
    return this.#alarms.list(this.store, [account, region], options);
  }

  putAlarm(transaction: Transaction, alarm: Alarm): void {
    this.#alarms.put(transaction, [alarm.account, alarm.region, alarm.name], alarm);
  }

  deleteAlarm(transaction: Transaction, { account, region, name }: Alarm): void {
    this.#alarms.delete(transaction, account, region, name);
    this.host.timers.cancel(transaction, evaluationTimer, timerId({ account, region, name }));
  }

  watchAlarms(listener: () => void): void {
    this.#alarms.watch(this.store, listener);
  }

  /** Calls for an alarm's evaluation at an instant. */
  evaluateAt(transaction: Transaction, alarm: EvaluationTimer, at: number): void {
    const { account, region, name } = alarm;
    const id = timerId(alarm);
    this.host.timers.set(transaction, { kind: evaluationTimer, id, at, data: { account, region, name } });
  }

  onEvaluation(handler: (alarm: EvaluationTimer) => void): void {
    this.host.timers.handle<EvaluationTimer>(evaluationTimer, ({ data }) => handler(data));
  }

  /** Adds to the history of a place's alarms, and forgets what is older than 30 days. */
  remember(transaction: Transaction, place: Place, item: Omit<HistoryItem, "order">): void {
    const { account, region } = place;
    let order = 0;
    while (this.#history.has(transaction, account, region, item.at, order)) order++;
    this.#history.put(transaction, [account, region, item.at, order], { ...item, order });
    const start = this.#history.key(account, region);
    const end = this.#history.key(account, region, Math.max(0, item.at - historyAge));
    const old = Array.from(transaction.range({ start, end, limit: prunedAtOnce }), ([found]) => found);
    for (const found of old) transaction.delete(found);
  }

  /** The history of a place's alarms; `after` are instant and order of the item to start after. */
  history({ account, region }: Place, reverse: boolean, after?: readonly [number, number]): Iterable<HistoryItem> {
    const options = { reverse, ...(after && { after: [account, region, ...after] }) };
    return this.#history.list(this.store, [account, region], options);
  }

  dashboard(account: string, name: string): Dashboard | undefined {
    return this.#dashboards.get(this.store, account, name);
  }

  dashboards(account: string, after?: string): Iterable<Dashboard> {
    return this.#dashboards.list(this.store, [account], after === undefined ? {} : { after: [account, after] });
  }

  putDashboard(account: string, dashboard: Dashboard): void {
    this.transact((transaction) => this.#dashboards.put(transaction, [account, dashboard.name], dashboard));
  }

  deleteDashboards(account: string, names: readonly string[]): void {
    this.transact((transaction) => {
      for (const name of names) this.#dashboards.delete(transaction, account, name);
    });
  }
}

function timerId({ account, region, name }: EvaluationTimer): string {
  return `${account} ${region} ${name}`;
}
