import { templateError } from "../errors.ts";

interface Block {
  readonly address: bigint;
  readonly prefix: number;
  /** 32 or 128. */
  readonly width: number;
}

/**
 * Cuts an address block into `count` blocks whose host part has `hostBits` bits.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(ipBlock: string, count: number, hostBits: number | undefined): readonly string[] {
  const block = parseBlock(ipBlock);
  const bits = hostBits ?? (block.width === 32 ? 8 : 64);
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw templateError(`Fn::Cidr requires a count between 1 and 256, but it is ${count}`);
  }
  const prefix = block.width - bits;
  const room = prefix - block.prefix;
  if (!Number.isInteger(bits) || bits < 1 || room < 0 || count > 2 ** Math.min(room, 10)) {
    throw templateError(`Fn::Cidr can not divide ${ipBlock} into ${count} blocks of ${bits} bits`);
  }
  const size = 1n << BigInt(bits);
  return Array.from({ length: count }, (_, index) => {
    return `${formatAddress(block.address + BigInt(index) * size, block.width)}/${prefix}`;
  });
}

function parseBlock(text: string): Block {
  const [address = "", prefixText = ""] = text.split("/");
  const width = address.includes(":") ? 128 : 32;
  const bits = width === 32 ? parseVersion4(address) : parseVersion6(address);
  const prefix = Number(prefixText);
  if (bits === undefined || prefixText === "" || !(prefix >= 0 && prefix <= width)) {
    throw templateError(`Fn::Cidr requires an ipBlock in CIDR notation, but it is '${text}'`);
  }
  const hostBits = BigInt(width - prefix);
  return { address: (bits >> hostBits) << hostBits, prefix, width };
}

function parseVersion4(text: string): bigint | undefined {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255))
    return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function parseVersion6(text: string): bigint | undefined {
  const [head = "", tail, ...rest] = text.split("::");
  if (rest.length > 0) return undefined;
  const headGroups = head === "" ? [] : head.split(":");
  const tailGroups = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = 8 - headGroups.length - tailGroups.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  const groups = [...headGroups, ...Array<string>(missing).fill("0"), ...tailGroups];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function formatAddress(address: bigint, width: number): string {
  if (width === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  const longest = groups
    .join(":")
    .match(/\b0(:0)+\b/g)
    ?.sort((a, b) => b.length - a.length)[0];
  if (!longest) return groups.join(":");
  const text = groups.join(":");
  const at = text.indexOf(longest);
  return `${text.slice(0, at).replace(/:$/, "")}::${text.slice(at + longest.length).replace(/^:/, "")}`;
}
