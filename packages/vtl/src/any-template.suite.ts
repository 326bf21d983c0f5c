import fc from "fast-check";

const fragments = [
  "$a",
  "${a.b}",
  "$!a[0]",
  "$a.put('k', $b)",
  "#set($a = ",
  ")",
  "#if($a)",
  "#else",
  "#end",
  "#foreach($x in [1..3])",
  "$foreach.count",
  "#define($d)",
  "$d",
  "{",
  "}",
  "[",
  "]",
  '"',
  "'",
  "\\",
  "#",
  "$",
  " ",
  "\n",
  "text",
  "1",
  "-2.5",
  " + ",
  " == ",
  "##",
  "#*",
  "*#",
  "#stop",
  "#break",
  "$a.replaceAll('(', 'x')",
  "[1, $a]",
  "{'k': $a}",
  "$input",
  "#macro(m)",
  "#m()",
];

/** Templates put together of what templates are made of, in any order, and of any text. */
export const anyTemplate = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...fragments) }, fc.string({ maxLength: 5 })), {
    maxLength: 30,
  })
  .map((parts) => parts.join(""));
