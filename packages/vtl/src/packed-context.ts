import { OverrideMap } from "./overrides.ts";
import { HostObject, JavaDecimal, JavaDouble, JavaList, type ListKind, type Value, type ValueMap } from "./values.ts";

/** A value in plain objects, which pass from one thread to another. */
export type PackedValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | { readonly double: number }
  | { readonly unscaled: bigint; readonly scale: number }
  | { readonly items: readonly PackedValue[]; readonly kind: ListKind }
  | { readonly entries: readonly (readonly [PackedValue, PackedValue])[]; readonly isOverrides: boolean };

/** Packs a `$context` for another thread, the overrides that templates have written so far with it. */
export function packContext(context: ValueMap): PackedValue {
  return pack(context);
}

/** Unpacks into `context`, whose members go before. */
export function unpackContext(packed: PackedValue, context: ValueMap): void {
  const unpacked = unpack(packed);
  if (!(unpacked instanceof Map)) return;
  context.clear();
  for (const [key, value] of unpacked) context.set(key, value);
}

function pack(value: Value): PackedValue {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof JavaDouble) return { double: value.value };
  if (value instanceof JavaDecimal) return { unscaled: value.unscaled, scale: value.scale };
  if (value instanceof JavaList) return { items: value.items.map(pack), kind: value.kind };
  if (value instanceof HostObject) return value.text();
  const entries = Array.from(value, ([key, member]) => [pack(key), pack(member)] as const);
  return { entries, isOverrides: value instanceof OverrideMap };
}

function unpack(packed: PackedValue): Value {
  if (packed === null || typeof packed !== "object") return packed;
  if ("double" in packed) return new JavaDouble(packed.double);
  if ("unscaled" in packed) return new JavaDecimal(packed.unscaled, packed.scale);
  if ("items" in packed) return new JavaList(packed.items.map(unpack), packed.kind);
  const map: ValueMap = packed.isOverrides ? new OverrideMap() : new Map();
  for (const [key, value] of packed.entries) map.set(unpack(key), unpack(value));
  return map;
}
