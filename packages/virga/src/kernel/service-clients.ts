/**
 * The AWS SDK client of each service, by folder name; each service's `index.ts` adds its own by declaration merging,
 * so that calls over the bus are typed by AWS's published models.
 */
// biome-ignore lint/suspicious/noEmptyInterface: merged into by the services
export interface ServiceClients {}

export type ServiceName = keyof ServiceClients & string;

type Call<Method> = Method extends {
  (input: infer Input, options?: never): Promise<infer Output>;
  (input: never, callback: never): void;
  (input: never, options: never, callback: never): void;
}
  ? { input: Input; output: Omit<Output, "$metadata"> }
  : never;

/** The operations of an SDK client by their AWS names, with their input and output types. */
export type OperationsOf<Client> = {
  [Method in keyof Client & string as Call<Client[Method]> extends never ? never : Capitalize<Method>]: Call<
    Client[Method]
  >;
};

export type OperationName<S extends ServiceName> = keyof OperationsOf<ServiceClients[S]> & string;
export type InputOf<S extends ServiceName, O extends OperationName<S>> = OperationsOf<ServiceClients[S]>[O] extends {
  input: infer Input;
}
  ? Input
  : never;
export type OutputOf<S extends ServiceName, O extends OperationName<S>> = OperationsOf<ServiceClients[S]>[O] extends {
  output: infer Output;
}
  ? Output
  : never;
