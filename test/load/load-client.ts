/**
 * A lean HTTP/1.1 client: raw sockets, preformatted requests, one request at a time on a connection.
 * A general client costs as much processor time as the bare server and would be the limit of what is measured.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where requests go to, and as whom. */
export interface Endpoint {
  readonly port: number;
  /** The tenant's base path, e.g. `/scim/v2/<node>`. */
  readonly base: string;
  readonly token: string;
}

/** A request and what its answer must look like. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the endpoint's base. */
  readonly path: string;
  readonly body?: object;
  readonly status: readonly number[];
  /** Text that the answer must hold. */
  readonly holds?: string;
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const headEnd = '\r\n\r\n';

/** One connection, kept alive. */
export class Connection {
  private chunks: Buffer[] = [];
  private received = 0;
  /** The length of the whole answer, once its head is known. */
  private expected = 0;
  private bodyStart = 0;
  private settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly endpoint: Endpoint,
  ) {
    socket.on('data', (chunk) => {
      try {
        this.take(chunk);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on('error', (error) => this.settle?.reject(error));
    socket.on('close', () => this.settle?.reject(new Error('the server closed the connection')));
  }

  static async open(endpoint: Endpoint): Promise<Connection> {
    const socket = connect(endpoint.port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    return new Connection(socket, endpoint);
  }

  /**
   * Sends a request and takes its answer.
   *
   * @returns the body
   * @throws when the answer is not as the request says, with the answer
   */
  async send(request: LoadRequest): Promise<Buffer> {
    const { status, body } = await new Promise<Answer>((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(this.format(request), (error) => {
        if (error) reject(error);
      });
    });
    if (!request.status.includes(status) || !body.includes(request.holds ?? '')) {
      throw new Error(
        `${request.method} ${request.path}: expected ${request.status.join(' or ')} ${request.holds ?? ''}, ` +
          `got ${status} ${body.toString('utf8', 0, 2_000)}`,
      );
    }
    return body;
  }

  close(): void {
    this.socket.destroy();
  }

  private format({ method, path, body }: LoadRequest): string {
    const { base, port, token } = this.endpoint;
    const head =
      `${method} ${base}${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
      `Authorization: Bearer ${token}\r\nAccept: application/scim+json\r\n`;
    if (body === undefined) return `${head}\r\n`;
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    return `${head}Content-Type: application/scim+json\r\nContent-Length: ${length}${headEnd}${text}`;
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.received < this.expected) return;
    const whole = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    this.chunks = [whole];
    if (this.expected === 0) {
      const end = whole.indexOf(headEnd);
      if (end < 0) return;
      this.bodyStart = end + headEnd.length;
      this.expected = this.bodyStart + contentLength(whole.toString('latin1', 0, end));
      if (this.received < this.expected) return;
    }
    const { bodyStart, expected, settle } = this;
    this.chunks = [];
    this.received = 0;
    this.expected = 0;
    settle?.resolve({
      status: Number(whole.toString('latin1', 9, 12)),
      body: whole.subarray(bodyStart, expected),
    });
  }
}

function contentLength(head: string): number {
  if (head.startsWith('204', 9)) return 0;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length: ${head}`);
  return Number(length);
}

/**
 * The text at a path into a JSON answer.
 *
 * @throws when there is none
 */
export function textAt(answer: unknown, ...path: readonly string[]): string {
  let value = answer;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  if (typeof value === 'string') return value;
  throw new Error(`${path.join('.')} is missing in ${JSON.stringify(answer)}`);
}
