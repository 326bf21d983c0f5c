import type { StateValue } from "@aws-sdk/client-cloudwatch";
import { tryParseArn } from "../../../kernel/arns.ts";
import { errorMessage } from "../../../kernel/errors.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { type AlarmState, alarmArn, type Place } from "../model.ts";
import type { CloudWatchState } from "../state.ts";
import { type Alarm, actionsEnabled, actionsFor } from "./alarm.ts";
import { typeOf } from "./history.ts";
import { lambdaEvent } from "./lambda-event.ts";
import { snsMessage, snsSubject } from "./sns-message.ts";

/** What an alarm does because its state changed: complete, so that it can be done after a restart. */
export interface PlannedAction extends Place {
  readonly alarm: string;
  readonly alarmType: "MetricAlarm" | "CompositeAlarm";
  /** ARN of a topic or a function. */
  readonly target: string;
  readonly subject: string;
  /** JSON: the message to the topic, or the function's event. */
  readonly message: string;
  /** When the state changed, epoch milliseconds. */
  readonly at: number;
}

/** The child whose change changed a composite alarm. */
interface Trigger {
  readonly arn: string;
  readonly value: StateValue;
  readonly at: number;
}

const actionTimer = "cloudwatch.action";

/** What a change of state sets off. */
export function plannedActions(
  alarm: Alarm,
  before: AlarmState,
  triggers: readonly Trigger[],
): readonly PlannedAction[] {
  if (!actionsEnabled(alarm)) return [];
  const { account, region, name, state } = alarm;
  return actionsFor(alarm, state.value).map((target) => ({
    account,
    region,
    alarm: name,
    alarmType: typeOf(alarm),
    target,
    subject: snsSubject(alarm),
    message: JSON.stringify(
      tryParseArn(target)?.service === "lambda" ? lambdaEvent(alarm, before) : snsMessage(alarm, before, triggers),
    ),
    at: state.updatedAt,
  }));
}

/** Carries alarms' actions out, at least once each, and writes into their history how it went. */
export class AlarmActions {
  readonly #state: CloudWatchState;

  constructor(state: CloudWatchState) {
    this.#state = state;
    state.host.timers.handle<PlannedAction>(actionTimer, ({ data }) => this.#carryOut(data));
  }

  plan(transaction: Transaction, action: PlannedAction): void {
    const { host } = this.#state;
    host.timers.set(transaction, { kind: actionTimer, id: host.ids.uuid(), at: action.at, data: action });
  }

  async #carryOut(action: PlannedAction): Promise<void> {
    let failure: string | undefined;
    try {
      await this.#call(action);
    } catch (thrown) {
      failure = errorMessage(thrown);
    }
    const { target, alarm, alarmType, at } = action;
    const summary =
      failure === undefined
        ? `Successfully executed action ${target}`
        : `Failed to execute action ${target}. Received error: "${failure}"`;
    const data = JSON.stringify({
      actionState: failure === undefined ? "Succeeded" : "Failed",
      stateUpdateTimestamp: at,
      notificationResource: target,
      ...(failure === undefined ? {} : { error: failure }),
    });
    const now = this.#state.host.clock.now();
    const item = { alarm, alarmType, type: "Action", summary: summary.slice(0, 255), data, at: now } as const;
    this.#state.transact((transaction) => this.#state.remember(transaction, action, item));
  }

  async #call({ account, region, alarm, target, subject, message }: PlannedAction): Promise<void> {
    const { bus } = this.#state.host;
    const isFunction = tryParseArn(target)?.service === "lambda";
    const principal = {
      kind: "service",
      service: isFunction ? "lambda.alarms.cloudwatch.amazonaws.com" : "cloudwatch.amazonaws.com",
      sourceArn: alarmArn({ account, region }, alarm),
      sourceAccount: account,
      sourceOwner: account,
    } as const;
    const context = { principal, account, region };
    if (isFunction) {
      const Payload = Buffer.from(message);
      await bus.callNamed("lambda", "Invoke", { FunctionName: target, InvocationType: "Event", Payload }, context);
    } else await bus.callNamed("sns", "Publish", { TopicArn: target, Subject: subject, Message: message }, context);
  }
}
