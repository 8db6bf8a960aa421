import { connect } from 'node:net';

/**
 * Sends the head of a request as it is, and gives what comes back until the server closes or the head of an answer and
 * its body have come. For what a client library would not send, or would not wait for.
 */
export function rawExchange(url: string, head: readonly string[]): Promise<string> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const lines = [...head, `Host: ${host}`, 'Connection: close'];
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}
