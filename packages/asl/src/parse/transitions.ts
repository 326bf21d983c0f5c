import type { Block, State } from "../program.ts";
import type { Findings } from "./diagnostics.ts";

/** A parsed block and where it stands in the definition. */
export interface PlacedBlock extends Block {
  readonly location: string;
}

/** Reports transitions that lead nowhere, states that nothing leads to, and workflows without an end. */
export function checkTransitions(block: PlacedBlock, findings: Findings): void {
  const root = block.location === "/" ? "" : block.location;
  checkTarget(block, block.startAt, `${root}/StartAt`, findings);
  for (const state of block.states.values()) {
    for (const { target, field } of targetsOf(state)) {
      checkTarget(block, target, `${root}/States/${state.name}/${field}`, findings);
    }
  }
  const reached = reachableStates(block);
  if (![...block.states.values()].some(isTerminal)) {
    findings.add("MISSING_END_STATE", "Workflow has no terminal state");
    return;
  }
  for (const name of block.states.keys()) {
    if (!reached.has(name)) {
      findings.add("MISSING_TRANSITION_TARGET", `State "${name}" is not reachable.`, `${root}/States/${name}`);
    }
  }
}

function checkTarget(block: Block, target: string, location: string, findings: Findings): void {
  if (!block.states.has(target)) {
    findings.add("MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${target}`, location);
  }
}

function targetsOf(state: State): { target: string; field: string }[] {
  const targets: { target: string; field: string }[] = [];
  if (state.next !== undefined) {
    targets.push({ target: state.next, field: "Next" });
  }
  if (state.type === "Choice") {
    targets.push(...state.rules.map((rule, index) => ({ target: rule.next, field: `Choices[${index}]/Next` })));
    if (state.otherwise !== undefined) {
      targets.push({ target: state.otherwise, field: "Default" });
    }
  }
  if ("catchers" in state) {
    targets.push(...state.catchers.map((entry, index) => ({ target: entry.next, field: `Catch[${index}]/Next` })));
  }
  return targets;
}

function isTerminal(state: State): boolean {
  return state.type === "Succeed" || state.type === "Fail" || (state.type !== "Choice" && state.next === undefined);
}

function reachableStates(block: Block): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [block.startAt];
  while (open.length > 0) {
    const name = open.pop()!;
    const state = block.states.get(name);
    if (state !== undefined && !reached.has(name)) {
      reached.add(name);
      open.push(...targetsOf(state).map((entry) => entry.target));
    }
  }
  return reached;
}
