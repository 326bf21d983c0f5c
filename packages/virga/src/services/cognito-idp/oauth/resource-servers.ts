import type { ResourceServerScopeType, ResourceServerType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter, resourceNotFound } from "../errors.ts";
import type { UserPool } from "../model.ts";
import type { ResourceServer } from "./records.ts";

/** A resource server as an input has it. */
export interface GivenResourceServer {
  readonly Identifier?: string | undefined;
  readonly Name?: string | undefined;
  readonly Scopes?: readonly ResourceServerScopeType[] | undefined;
}

export function givenResourceServer({ Identifier, Name, Scopes = [] }: GivenResourceServer): ResourceServer {
  const scopes = Scopes.map(({ ScopeName, ScopeDescription }) => ({
    name: ScopeName!,
    description: ScopeDescription!,
  }));
  if (new Set(scopes.map(({ name }) => name)).size < scopes.length) {
    throw invalidParameter("Scope names must be unique within a resource server.");
  }
  return { identifier: Identifier!, name: Name!, scopes };
}

export function describeResourceServer(pool: UserPool, server: ResourceServer): ResourceServerType {
  const Scopes = server.scopes.map(({ name, description }) => ({ ScopeName: name, ScopeDescription: description }));
  return { UserPoolId: pool.id, Identifier: server.identifier, Name: server.name, Scopes };
}

export function resourceServerNotFound(identifier: string) {
  return resourceNotFound(`Resource server ${identifier} does not exist.`);
}
