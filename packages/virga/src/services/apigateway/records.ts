import type {
  Authorizer,
  CanarySettings,
  Integration,
  IntegrationResponse,
  Method,
  MethodResponse,
  RestApi,
  Stage,
} from "@aws-sdk/client-api-gateway";

/** Account and region: every API belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

type WithInstants<Shape> = Omit<Shape, "createdDate" | "lastUpdatedDate">;

/** An API as it is stored; instants are epoch milliseconds. */
export interface ApiRecord extends WithInstants<RestApi> {
  readonly id: string;
  readonly name: string;
  readonly rootResourceId: string;
  readonly created: number;
}

/** A method with its responses and its integration. */
export interface MethodRecord extends Omit<Method, "methodIntegration" | "methodResponses"> {
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly methodResponses?: Readonly<Record<string, MethodResponse>>;
  readonly methodIntegration?: IntegrationRecord;
}

export interface IntegrationRecord extends Omit<Integration, "integrationResponses"> {
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponse>>;
}

/** A node of an API's tree, with its methods by HTTP method. */
export interface ResourceRecord {
  readonly id: string;
  readonly parentId?: string;
  readonly pathPart?: string;
  readonly path: string;
  readonly methods: Readonly<Record<string, MethodRecord>>;
}

export interface ModelRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** JSON Schema draft 4, as text. */
  readonly schema: string;
  readonly contentType: string;
}

export interface RequestValidatorRecord {
  readonly id: string;
  readonly name?: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

/** A Lambda or Cognito authorizer. */
export interface AuthorizerRecord extends Authorizer {
  readonly id: string;
  readonly name: string;
  readonly type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  readonly authType: string;
}

/** A customised gateway response; types without a record answer with AWS's defaults. */
export interface GatewayResponseRecord {
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** The whole of an API as it was when it was deployed: what a stage serves until it gets another deployment. */
export interface ApiSnapshot {
  /** The API's own settings. Deployments of earlier versions have none. */
  readonly api?: ApiRecord;
  readonly resources: readonly ResourceRecord[];
  readonly models: readonly ModelRecord[];
  readonly validators: readonly RequestValidatorRecord[];
  readonly authorizers: readonly AuthorizerRecord[];
  readonly gatewayResponses: readonly GatewayResponseRecord[];
}

export interface DeploymentRecord {
  readonly id: string;
  readonly description?: string;
  readonly created: number;
  readonly snapshot: ApiSnapshot;
}

/** A canary release of a stage, with AWS's defaults filled in. */
export interface CanaryRecord extends CanarySettings {
  readonly deploymentId: string;
  /** Of the stage's requests, from 0 to 100. */
  readonly percentTraffic: number;
  readonly useStageCache: boolean;
}

export interface StageRecord extends Omit<WithInstants<Stage>, "canarySettings"> {
  readonly canarySettings?: CanaryRecord;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly created: number;
  readonly updated: number;
}

/** The settings of an account in a region. */
export interface AccountRecord {
  readonly cloudwatchRoleArn?: string;
  /** Where they are not AWS's defaults. */
  readonly throttle?: { readonly rateLimit?: number; readonly burstLimit?: number };
}

/** A base path of a domain with the API behind it; without a stage the next part of a request's path names it. */
export interface MappingRecord {
  /** `(none)` for the domain's root. */
  readonly basePath: string;
  readonly restApiId: string;
  readonly stage?: string;
}
