import { field, type Html } from "./html.ts";

const types: Readonly<Record<string, { readonly type: "email" | "tel"; readonly autocomplete: string }>> = {
  email: { type: "email", autocomplete: "email" },
  phone_number: { type: "tel", autocomplete: "tel" },
};

/** A field for a user's attribute, labelled in words. */
export function attributeField(attribute: string, name: string, value?: string): Html {
  const words = attribute.replace(/^custom:/, "").replaceAll("_", " ");
  const label = words.slice(0, 1).toUpperCase() + words.slice(1);
  return field({ name, label, value, ...types[attribute] });
}
