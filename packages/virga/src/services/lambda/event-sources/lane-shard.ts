import type { Span } from "../../../kernel/trace.ts";
import type { LaneRoom } from "./lane-queue.ts";
import type { StoredPiece, StoredWindow } from "./mapping-records.ts";
import type { EventSourceMapping, StreamSettings } from "./model.ts";
import type { Pauses } from "./pauses.ts";
import type { ReaderHost } from "./reader-host.ts";
import type { StreamSource } from "./stream-source.ts";

/** The shard whose records a lane gives to the function. */
export interface LaneShard {
  readonly host: ReaderHost;
  readonly mapping: EventSourceMapping;
  readonly stream: StreamSettings;
  readonly source: StreamSource;
  readonly shardId: string;
  readonly pauses: Pauses;
  readonly isEnded: boolean;
  readonly isAbandoned: boolean;
  /** Whether all of a closed shard has been read, so that no batch waits for more. */
  readonly isRead: boolean;
  /** The last record that was read, of all lanes that are not behind. */
  readonly tail: string | undefined;
  /** Milliseconds for which the stream keeps records. */
  retention(span: Span, fresh: boolean): Promise<number>;
  /** Stores how far the lanes are. */
  save(): void;
  /** A lane has become free, or smaller. */
  laneMoved(): void;
  run(work: () => Promise<void>): void;
}

/** Where a lane begins. */
export interface LaneStart {
  readonly done: string | undefined;
  readonly window: StoredWindow | undefined;
  readonly pieces: readonly StoredPiece[] | undefined;
  readonly room: LaneRoom | undefined;
  /** How many there are of it. */
  readonly lanes: number;
}
