import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type DependencyGraph, dependencyGraph, findCycle, reversed, walkGraph } from "./graph.ts";
import { readTemplate } from "./model.ts";

/** Graphs without circles: each node depends on earlier ones only, under names in no order. */
const acyclic = fc
  .array(fc.array(fc.nat()), { maxLength: 25 })
  .map((rows) => rows.map((row, index) => new Set(index === 0 ? [] : row.map((target) => target % index))))
  .map((rows): DependencyGraph => {
    const name = (index: number) => `N${(index * 7919) % 104729}`;
    const entries = rows.map((targets, index) => [name(index), new Set(Array.from(targets, name))] as const);
    return new Map(entries.sort(([left], [right]) => left.localeCompare(right)));
  });

const anyGraph = fc
  .array(fc.array(fc.nat({ max: 11 })), { minLength: 1, maxLength: 12 })
  .map(
    (rows): DependencyGraph =>
      new Map(rows.map((row, index) => [`${index}`, new Set(row.map((target) => `${target % rows.length}`))])),
  );

describe("walking a dependency graph", () => {
  it("works on every node once, after all it depends on, never on more than allowed at a time", async () => {
    await fc.assert(
      fc.asyncProperty(acyclic, fc.integer({ min: 1, max: 4 }), async (graph, concurrency) => {
        const done = new Set<string>();
        let active = 0;
        const work = async (node: string) => {
          active++;
          assert.ok(active <= concurrency);
          for (const dependency of graph.get(node)!) assert.ok(done.has(dependency), `${node} before ${dependency}`);
          await Promise.resolve();
          assert.ok(!done.has(node));
          done.add(node);
          active--;
        };
        assert.deepEqual(await walkGraph(graph, work, { concurrency, stopOnFailure: true }), []);
        assert.equal(done.size, graph.size);
      }),
    );
  });

  it("never begins what depends on a failed node, directly or not", async () => {
    await fc.assert(
      fc.asyncProperty(acyclic, fc.nat(), fc.boolean(), async (graph, seed, stopOnFailure) => {
        const nodes = [...graph.keys()];
        if (nodes.length === 0) return;
        const broken = nodes[seed % nodes.length]!;
        const begun = new Set<string>();
        const work = async (node: string) => {
          begun.add(node);
          if (node === broken) throw new Error("broken");
        };
        const failures = await walkGraph(graph, work, { concurrency: 2, stopOnFailure });
        const needs = (node: string): boolean =>
          node === broken || [...graph.get(node)!].some((dependency) => needs(dependency));
        for (const node of begun) assert.ok(node === broken || !needs(node));
        assert.deepEqual(
          failures.map(({ node }) => node),
          [broken],
        );
        if (!stopOnFailure) for (const node of nodes) assert.equal(begun.has(node), node === broken || !needs(node));
      }),
    );
  });
});

describe("finding circles", () => {
  it("finds none where there is none", () => {
    fc.assert(fc.property(acyclic, (graph) => assert.equal(findCycle(graph), undefined)));
  });

  it("gives nodes of which each depends on the next, and the last on the first", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const circle = findCycle(graph);
        if (!circle) return;
        circle.forEach((node, index) => {
          assert.ok(graph.get(node)!.has(circle[(index + 1) % circle.length]!));
        });
      }),
    );
  });

  it("finds one in every graph that cannot be walked to the end", async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, async (graph) => {
        const done = new Set<string>();
        await walkGraph(graph, async (node) => void done.add(node), { concurrency: 3, stopOnFailure: true });
        assert.equal(findCycle(graph) === undefined, done.size === graph.size);
      }),
    );
  });
});

describe("turning a graph round", () => {
  it("gives the graph itself when done twice", () => {
    fc.assert(fc.property(acyclic, (graph) => assert.deepEqual(reversed(reversed(graph)), graph)));
  });
});

describe("the dependencies of resources", () => {
  const template = readTemplate({
    Conditions: { Yes: { "Fn::Equals": ["a", "a"] } },
    Resources: {
      A: { Type: "T" },
      B: { Type: "T", DependsOn: "A" },
      C: { Type: "T", Properties: { P: { "Fn::Sub": "${A}-${B.Arn}-${Own}" }, Q: [{ Ref: "AWS::Region" }] } },
      D: { Type: "T", Properties: { P: { "Fn::If": ["Yes", { Ref: "A" }, { "Fn::GetAtt": ["C", "Arn"] }] } } },
    },
  });

  it("are those of DependsOn, Ref, GetAtt and Sub", () => {
    const graph = dependencyGraph(template);
    assert.deepEqual([...graph.get("B")!], ["A"]);
    assert.deepEqual([...graph.get("C")!], ["A", "B"]);
    assert.deepEqual([...graph.get("D")!], ["A", "C"]);
  });

  it("leave out the branch that is not chosen, and resources that are not there", () => {
    const graph = dependencyGraph(template, { chooses: () => true, includes: (logicalId) => logicalId !== "B" });
    assert.deepEqual([...graph.keys()], ["A", "C", "D"]);
    assert.deepEqual([...graph.get("C")!], ["A"]);
    assert.deepEqual([...graph.get("D")!], ["A"]);
  });
});
