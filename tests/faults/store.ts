/** What a store holds, read from its file while no server runs on it. */
import { execFileSync } from 'node:child_process';
import { fromBinary } from '@bufbuild/protobuf';
import { ServerFrameSchema } from '../../clients/sdk/src/gen/ourplace/v1/wire_pb.ts';
import type { Held } from './checker.ts';
import { held } from './client.ts';

export function query<Row>(file: string, sql: string): Row[] {
  const output = execFileSync('sqlite3', ['-json', file, sql], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return output === '' ? [] : (JSON.parse(output) as Row[]);
}

/** Every Update of a channel's log, with the message that it posted. */
export function readLog(file: string, channelId: string): { seq: number; message?: Held }[] {
  const sql = `SELECT seq, hex(frame) AS frame FROM update_log WHERE stream_id = 'c.${channelId}' ORDER BY seq`;
  return query<{ seq: number; frame: string }>(file, sql).map(({ seq, frame }) => {
    const item = fromBinary(ServerFrameSchema, Buffer.from(frame, 'hex')).items[0];
    const change = item?.kind.case === 'update' ? item.kind.value.change : undefined;
    const message = change?.case === 'messagePosted' ? change.value.message : undefined;
    return message ? { seq, message: held(message) } : { seq };
  });
}

/** The messages of a channel as they stand, which history is read from. */
export function readMessages(file: string, channelId: string): Held[] {
  const sql = `SELECT seq, lower(hex(client_message_id)) AS clientMessageId, body FROM message
               WHERE channel_id = '${channelId}' ORDER BY seq`;
  return query<Held>(file, sql);
}
