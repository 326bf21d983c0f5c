import type { ListKeyRotationsCommandInput, ListKeyRotationsCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { afterMarker, takeMarkedPage } from "../listing.ts";
import { checkRotatable } from "../rotation.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html */
export const ListKeyRotations: KmsOperation<ListKeyRotationsCommandInput, ListKeyRotationsCommandOutput> = {
  authorize: onKey("ListKeyRotations"),
  handle(call, input) {
    const { state } = call;
    const key = identifiedKey(call, input.KeyId);
    checkRotatable(key);
    const after = Number(afterMarker(input) ?? 0);
    const all = input.IncludeKeyMaterial === "ALL_KEY_MATERIAL";
    const shown = state
      .materials(state.reader, key)
      .filter(({ rotation, version }) => version > after && (all || rotation !== undefined));
    const { items, position } = takeMarkedPage(shown, input, 100, ({ version }) => String(version));
    return {
      Rotations: items.map((material) => ({
        KeyId: key.id,
        KeyMaterialId: material.id,
        KeyMaterialState: material.version === key.material ? ("CURRENT" as const) : ("NON_CURRENT" as const),
        ...(material.rotation && {
          RotationDate: new Date(material.created),
          RotationType: material.rotation,
        }),
      })),
      ...position,
    };
  },
};
