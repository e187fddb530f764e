/** The Welsh of what comes with the first download. It is fetched when Welsh is spoken. */
export { channel } from './channel.ts';
export { chats } from './chats.ts';
export { errors } from './errors.ts';
export { line } from './line.ts';
export { shell } from './shell.ts';
export { times } from './times.ts';
