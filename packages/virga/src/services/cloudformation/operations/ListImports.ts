import type { ListImportsInput, ListImportsOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { anyStackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { page } from "../engine/pages.ts";
import { validationError } from "../errors.ts";

const pageSize = 100;

/** Lists the stacks that import an export. */
export const ListImports: Operation<CloudFormation, ListImportsInput, ListImportsOutput> = {
  authorize: anyStackAction("ListImports"),
  handle(call, { ExportName: name = "", NextToken: token }) {
    const importers = call.state.state.importers(call, name);
    if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
    const { items, nextToken } = page(importers, token, pageSize);
    return { Imports: [...items], NextToken: nextToken };
  },
};
