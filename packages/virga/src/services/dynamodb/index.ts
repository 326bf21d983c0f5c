import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { defineService } from "../../kernel/service.ts";
import { globalTable, table } from "./cloudformation.ts";
import { BatchGetItem } from "./operations/BatchGetItem.ts";
import { BatchWriteItem } from "./operations/BatchWriteItem.ts";
import { CreateTable } from "./operations/CreateTable.ts";
import { DeleteItem } from "./operations/DeleteItem.ts";
import { DeleteResourcePolicy } from "./operations/DeleteResourcePolicy.ts";
import { DeleteTable } from "./operations/DeleteTable.ts";
import { DescribeContinuousBackups } from "./operations/DescribeContinuousBackups.ts";
import { DescribeEndpoints } from "./operations/DescribeEndpoints.ts";
import { DescribeLimits } from "./operations/DescribeLimits.ts";
import { DescribeTable } from "./operations/DescribeTable.ts";
import { DescribeTimeToLive } from "./operations/DescribeTimeToLive.ts";
import { GetItem } from "./operations/GetItem.ts";
import { GetResourcePolicy } from "./operations/GetResourcePolicy.ts";
import { ListTables } from "./operations/ListTables.ts";
import { ListTagsOfResource } from "./operations/ListTagsOfResource.ts";
import { PutItem } from "./operations/PutItem.ts";
import { PutResourcePolicy } from "./operations/PutResourcePolicy.ts";
import { Query } from "./operations/Query.ts";
import { Scan } from "./operations/Scan.ts";
import { TagResource } from "./operations/TagResource.ts";
import { TransactGetItems } from "./operations/TransactGetItems.ts";
import { TransactWriteItems } from "./operations/TransactWriteItems.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { UpdateContinuousBackups } from "./operations/UpdateContinuousBackups.ts";
import { UpdateItem } from "./operations/UpdateItem.ts";
import { UpdateTable } from "./operations/UpdateTable.ts";
import { UpdateTimeToLive } from "./operations/UpdateTimeToLive.ts";
import { DynamoDBState } from "./state.ts";
import { measured } from "./table-metrics.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    dynamodb: DynamoDB;
  }
}

/** Amazon DynamoDB. Its items stay in the protocol's own JSON from the wire to the store and back. */
export const dynamodb = defineService<DynamoDBState>({
  name: "dynamodb",
  open: (host) => new DynamoDBState(host),
  rawJson: true,
  operations: measured({
    BatchGetItem,
    BatchWriteItem,
    CreateTable,
    DeleteItem,
    DeleteResourcePolicy,
    DeleteTable,
    DescribeContinuousBackups,
    DescribeEndpoints,
    DescribeLimits,
    DescribeTable,
    DescribeTimeToLive,
    GetItem,
    GetResourcePolicy,
    ListTables,
    ListTagsOfResource,
    PutItem,
    PutResourcePolicy,
    Query,
    Scan,
    TagResource,
    TransactGetItems,
    TransactWriteItems,
    UntagResource,
    UpdateContinuousBackups,
    UpdateItem,
    UpdateTable,
    UpdateTimeToLive,
  }),
  resourceTypes: { "AWS::DynamoDB::Table": table, "AWS::DynamoDB::GlobalTable": globalTable },
});
