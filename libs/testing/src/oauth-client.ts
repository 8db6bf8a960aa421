import { exchange, type Headers, type HttpAnswer } from './http.js';

/** What a token endpoint answers: an access token or an error (RFC 6749 sections 5.1, 5.2). */
export interface OAuthAnswer {
  readonly access_token?: string;
  readonly token_type?: string;
  readonly expires_in?: number;
  readonly scope?: string;
  readonly error?: string;
  readonly error_description?: string;
}

/** A client of the client credentials grant, as an IdP is one. */
export class OAuthTokenClient {
  constructor(
    private readonly tokenUrl: string,
    private readonly clientId: string,
    private readonly clientSecret: string,
  ) {}

  /** Asks with the credentials in the header (`client_secret_basic`). */
  basic(form: Readonly<Record<string, string>> = {}): Promise<HttpAnswer<OAuthAnswer>> {
    const credentials = [this.clientId, this.clientSecret].map(encodeURIComponent).join(':');
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return this.send({ grant_type: 'client_credentials', ...form }, { authorization });
  }

  /** Asks with the credentials in the body (`client_secret_post`). */
  post(form: Readonly<Record<string, string>> = {}): Promise<HttpAnswer<OAuthAnswer>> {
    return this.send({
      grant_type: 'client_credentials',
      client_id: this.clientId,
      client_secret: this.clientSecret,
      ...form,
    });
  }

  /** Asks with what is given and nothing else. */
  async send(
    form: Readonly<Record<string, string>> | string,
    headers: Headers = {},
  ): Promise<HttpAnswer<OAuthAnswer>> {
    const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
    const answer = await exchange(this.tokenUrl, {
      method: 'POST',
      path: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
    return { ...answer, body: answer.body as OAuthAnswer };
  }
}
