/**
 * The service's operations as an AWS SDK client would type them. A service of AWS's takes its types from
 * `@aws-sdk/client-*`; hello is none, so it writes them here.
 */
export interface Hello {
  sayHello(input: SayHelloRequest, options?: never): Promise<SayHelloResponse>;
  sayHello(input: SayHelloRequest, callback: never): void;
  sayHello(input: SayHelloRequest, options: never, callback: never): void;
  describeGreeting(input: DescribeGreetingRequest, options?: never): Promise<DescribeGreetingResponse>;
  describeGreeting(input: DescribeGreetingRequest, callback: never): void;
  describeGreeting(input: DescribeGreetingRequest, options: never, callback: never): void;
  deleteGreeting(input: DeleteGreetingRequest, options?: never): Promise<object>;
  deleteGreeting(input: DeleteGreetingRequest, callback: never): void;
  deleteGreeting(input: DeleteGreetingRequest, options: never, callback: never): void;
}

export interface SayHelloRequest {
  readonly Name: string;
}

export interface SayHelloResponse {
  readonly Message: string;
  readonly Count: number;
}

export interface DescribeGreetingRequest {
  readonly Name: string;
}

export interface DescribeGreetingResponse {
  readonly Arn: string;
  readonly Name: string;
  readonly Count: number;
  readonly LastGreetedAt: Date;
}

export interface DeleteGreetingRequest {
  readonly Name: string;
}
