import { createContext, MappingTemplate } from "@virga/vtl";
import { Compile, parse } from "velocityjs";
import { median, type Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";

/** Ten lines of what request templates do: values, escaping, a default, a condition and a loop. */
const template = `#set($root = $input.path('$'))
#set($kind = $root.kind)
#if($kind == "")#set($kind = "none")#end
{
  "id": "$root.id", "kind": "$kind", "stage": "$context.stage",
  "note": "$util.escapeJavaScript($root.note)",
#foreach($item in $root.items)
  "item$foreach.index": "$item.name"#if($foreach.hasNext),#end
#end
}`;
const body = JSON.stringify({
  id: "order-1",
  kind: "express",
  note: `it's "here"`,
  items: [{ name: "one" }, { name: "two" }, { name: "three" }],
});
const expected = '{"id":"order-1","kind":"express","stage":"dev"';

const batch = 500;

function ofVirga(): () => string {
  const compiled = new MappingTemplate(template);
  const parameters = { path: {}, querystring: {}, header: {} };
  const stageVariables = new Map();
  return () => compiled.render({ body, parameters, context: createContext([["stage", "dev"]]), stageVariables });
}

function ofVelocityjs(): () => string {
  const tree = parse(template);
  const escaped = (text: string) => JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'");
  return () => {
    const input = { path: () => JSON.parse(body) };
    const variables = { input, util: { escapeJavaScript: escaped }, context: { stage: "dev" } };
    return new Compile(tree).render(variables);
  };
}

/** Renders for `seconds`; gives renders per second. */
function rate(render: () => string, seconds: number): number {
  const end = performance.now() + seconds * 1000;
  const start = performance.now();
  let count = 0;
  for (; performance.now() < end; count += batch) for (let index = 0; index < batch; index++) render();
  return (count / (performance.now() - start)) * 1000;
}

/** A template of ten lines that is parsed once and rendered over and over, by Virga and by velocityjs. */
export function measureTemplates({ rounds, duration }: Rounds): Measurement[] {
  const sides = { virga: ofVirga(), velocityjs: ofVelocityjs() };
  for (const [name, render] of Object.entries(sides)) {
    if (!render().replace(/\s/g, "").startsWith(expected))
      throw new Error(`${name} renders something else: ${render()}`);
    rate(render, Math.min(1, duration));
  }
  const rates = { virga: [] as number[], velocityjs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    rates.virga.push(rate(sides.virga, duration / 2));
    rates.velocityjs.push(rate(sides.velocityjs, duration / 2));
  }
  const [own, other] = [median(rates.virga), median(rates.velocityjs)];
  return [
    { name: "velocityjs, ten-line template", value: other, unit: "renders/s", comparisons: [] },
    {
      name: "mapping template of ten lines",
      value: own,
      unit: "renders/s",
      comparisons: [{ to: "velocityjs", value: own / other, aim: { atLeast: 5 } }],
    },
  ];
}
