import type { Value } from "../values.ts";

/** A method: gets its target and arguments; `undefined` says that Java has no overload for these arguments. */
export type Method<Target> = (target: Target, args: readonly Value[]) => Value | undefined;

/** Methods of one Java type by name. */
export type MethodTable<Target> = ReadonlyMap<string, Method<Target>>;

/** The arguments as strings if they are exactly `count` strings. */
export function strings(args: readonly Value[], count: number): readonly string[] | undefined {
  return args.length === count && args.every((argument) => typeof argument === "string") ? args : undefined;
}

/** An argument as a Java `int`, if it is one. */
export function integer(argument: Value | undefined): number | undefined {
  return typeof argument === "number" && Math.abs(argument) <= 0x7fffffff ? argument : undefined;
}
