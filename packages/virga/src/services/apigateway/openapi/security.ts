import { newAuthorizer } from "../authorizers.ts";
import type { AuthorizerRecord } from "../records.ts";
import { type Json, list, type OpenApiDocument, object, text } from "./document.ts";

/** How a method is authorized. */
export interface MethodSecurity {
  readonly authorizationType: string;
  readonly authorizerId?: string;
  readonly authorizationScopes?: string[];
  readonly apiKeyRequired: boolean;
}

/** The security schemes of a document, and what they make of a method. */
export class ImportedSecurity {
  readonly #schemes: ReadonlyMap<string, Json>;
  readonly #authorizers = new Map<string, AuthorizerRecord>();
  readonly #everywhere: unknown;

  constructor({ version, root }: OpenApiDocument, newId: () => string) {
    const schemes = version === "2.0" ? root.securityDefinitions : object(root.components).securitySchemes;
    this.#schemes = new Map(Object.entries(object(schemes)).map(([name, scheme]) => [name, object(scheme)]));
    this.#everywhere = root.security;
    for (const [name, scheme] of this.#schemes) {
      const settings = scheme["x-amazon-apigateway-authorizer"];
      if (settings !== undefined) this.#authorizers.set(name, readAuthorizer(name, scheme, object(settings), newId()));
    }
  }

  get authorizers(): readonly AuthorizerRecord[] {
    return Array.from(this.#authorizers.values());
  }

  ofMethod(operation: Json): MethodSecurity {
    let found: MethodSecurity = { authorizationType: "NONE", apiKeyRequired: false };
    const declared = text(object(operation["x-amazon-apigateway-auth"]).type);
    if (declared !== undefined) found = { ...found, authorizationType: declared.toUpperCase() };
    for (const requirement of list(operation.security ?? this.#everywhere)) {
      for (const [name, scopes] of Object.entries(object(requirement))) {
        found = { ...found, ...this.#scheme(name, list(scopes).map(String)) };
      }
    }
    return found;
  }

  #scheme(name: string, scopes: string[]): Partial<MethodSecurity> {
    const scheme = this.#schemes.get(name);
    const authorizer = this.#authorizers.get(name);
    if (authorizer !== undefined) {
      const isCognito = authorizer.type === "COGNITO_USER_POOLS";
      const authorizationType = isCognito ? "COGNITO_USER_POOLS" : "CUSTOM";
      const base = { authorizationType, authorizerId: authorizer.id };
      return scopes.length === 0 ? base : { ...base, authorizationScopes: scopes };
    }
    if (String(scheme?.["x-amazon-apigateway-authtype"]).toLowerCase() === "awssigv4") {
      return { authorizationType: "AWS_IAM" };
    }
    const isKey = scheme?.type === "apiKey" && scheme.in === "header";
    return isKey && String(scheme.name).toLowerCase() === "x-api-key" ? { apiKeyRequired: true } : {};
  }
}

function readAuthorizer(name: string, scheme: Json, settings: Json, id: string): AuthorizerRecord {
  const type = String(settings.type ?? "token").toUpperCase();
  const ttl = settings.authorizerResultTtlInSeconds;
  const header = text(scheme.name);
  const isUnused = header === undefined || header.toLowerCase() === "unused";
  const source = text(settings.identitySource) ?? (isUnused ? undefined : `method.request.header.${header}`);
  const optional = {
    authType: text(scheme["x-amazon-apigateway-authtype"]),
    authorizerUri: text(settings.authorizerUri),
    authorizerCredentials: text(settings.authorizerCredentials),
    identitySource: source,
    identityValidationExpression: text(settings.identityValidationExpression),
    providerARNs: settings.providerARNs === undefined ? undefined : list(settings.providerARNs).map(String),
    authorizerResultTtlInSeconds: ttl === undefined ? undefined : Number(ttl),
  };
  return newAuthorizer(id, {
    restApiId: undefined,
    name,
    type: type as AuthorizerRecord["type"],
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  });
}
