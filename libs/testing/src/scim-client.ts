import {
  exchange,
  type Headers,
  type HttpAnswer,
  type HttpMethod,
  type HttpRequest,
} from './http.js';

export interface Reference {
  readonly value: string;
  readonly display?: string;
  readonly type?: string;
  readonly $ref?: string;
}

export interface Meta {
  readonly resourceType: string;
  readonly created: string;
  readonly lastModified: string;
  readonly location: string;
  readonly version: string;
}

/** What a SCIM body may hold, whether resource, list or error: a client knows which only once it has read it. */
export interface ScimBody {
  readonly schemas?: readonly string[];
  readonly id?: string;
  readonly externalId?: string;
  readonly meta?: Meta;
  readonly userName?: string;
  readonly displayName?: string;
  readonly active?: boolean;
  readonly emails?: readonly { readonly value: string; readonly primary?: boolean }[];
  readonly groups?: readonly Reference[];
  readonly members?: readonly Reference[];
  readonly Resources?: readonly ScimBody[];
  readonly totalResults?: number;
  readonly startIndex?: number;
  readonly itemsPerPage?: number;
  readonly status?: string;
  readonly scimType?: string;
  readonly detail?: string;
}

export type ScimAnswer = HttpAnswer<ScimBody>;

/** Says a SCIM request in the RFC's own words; the dialects of the IdPs are in `idp/`. */
export function scimRequest(
  method: HttpMethod,
  path: string,
  body?: unknown,
  headers: Headers = {},
): HttpRequest {
  if (body === undefined) return { method, path, headers };
  return {
    method,
    path,
    headers: { 'content-type': 'application/scim+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** A SCIM client with one token: the thin part that all IdPs share. */
export class ScimClient {
  constructor(
    readonly baseUrl: string,
    private readonly token: string,
  ) {}

  /** Sends a request with the token, unless the request brings its own `authorization`. */
  async send(request: HttpRequest): Promise<ScimAnswer> {
    const headers = { authorization: `Bearer ${this.token}`, ...request.headers };
    const answer = await exchange(this.baseUrl, { ...request, headers });
    return { ...answer, body: answer.body as ScimBody };
  }

  get(path: string, headers?: Headers): Promise<ScimAnswer> {
    return this.send(scimRequest('GET', path, undefined, headers));
  }

  post(path: string, body: unknown, headers?: Headers): Promise<ScimAnswer> {
    return this.send(scimRequest('POST', path, body, headers));
  }

  put(path: string, body: unknown, headers?: Headers): Promise<ScimAnswer> {
    return this.send(scimRequest('PUT', path, body, headers));
  }

  patch(path: string, body: unknown, headers?: Headers): Promise<ScimAnswer> {
    return this.send(scimRequest('PATCH', path, body, headers));
  }

  delete(path: string, headers?: Headers): Promise<ScimAnswer> {
    return this.send(scimRequest('DELETE', path, undefined, headers));
  }
}
