import { Agent, request } from 'undici';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
export type Headers = Readonly<Record<string, string>>;

/** A request, ready to be sent and easy to read in a failed test. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly headers: Headers;
  /** The text of the body, as the client wrote it. */
  readonly body?: string;
}

export interface HttpAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed text; an empty object when there is none, or none that is JSON. */
  readonly body: Body;
}

/**
 * undici's own client instead of `fetch`: it sends the given headers and no others. What some IdPs do (no Content-Type on
 * a POST) cannot be said with `fetch`.
 */
const agent = new Agent({ keepAliveTimeout: 1_000, headersTimeout: 30_000, bodyTimeout: 30_000 });

/** Sends a request. Rejects only when there is no answer. */
export async function exchange(baseUrl: string, sent: HttpRequest): Promise<HttpAnswer<unknown>> {
  const response = await request(baseUrl + sent.path, {
    dispatcher: agent,
    method: sent.method,
    headers: sent.headers,
    ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  const text = await response.body.text();
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      [value ?? []].flat().join(', '),
    ]),
  );
  return { status: response.statusCode, headers, text, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** An answer with another status than its caller can go on with. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  constructor(
    sent: Pick<HttpRequest, 'method' | 'path'>,
    expected: number,
    answer: HttpAnswer<unknown>,
  ) {
    super(
      `${sent.method} ${sent.path}: expected ${expected}, got ${answer.status} ${answer.text.slice(0, 2_000)}`,
    );
  }
}
