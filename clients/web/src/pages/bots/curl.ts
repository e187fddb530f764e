/** Commands for a terminal that work as they stand. */

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Posts with a Bot's token. The id is made afresh each time that the command runs. */
export function curlToPost(token: string, channelId: string, body: string): string {
  const request = JSON.stringify({ channelId, clientMessageId: '@', body });
  const [before = '', after = ''] = request.split('"@"');
  return [
    `curl ${location.origin}/ourplace.v1.ConversationService/PostMessage`,
    `  -H ${quoted(`Authorization: Bearer ${token}`)}`,
    `  -H 'Content-Type: application/json'`,
    `  -d ${quoted(`${before}"`)}"$(head -c 16 /dev/urandom | base64)"${quoted(`"${after}`)}`,
  ].join(' \\\n');
}

/** Posts by the address of an incoming webhook. */
export function curlToHook(url: string, text: string): string {
  return [
    `curl ${quoted(url)}`,
    `  -H 'Content-Type: application/json'`,
    `  -d ${quoted(JSON.stringify({ text }))}`,
  ].join(' \\\n');
}
