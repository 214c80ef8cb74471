import { CodedError } from '@shared/contract/errors';
import type { ClientBase } from 'pg';
import { connect, type HubAccess } from '../hub/connection';
import { hubError } from '../hub/errors';
import { codeKeys, makeCode, type Random } from './code';
import type { DeviceKeys } from './deviceKeys';
import {
  checkInvitation,
  type EnrolAnswer,
  type EnrolRequest,
  enrolRequestSchema,
  type Invitation,
  makeInvitation,
} from './enrol';
import { scramVerifier } from './raw';

/** A hub without a login. */
export type HubPlace = Omit<HubAccess, 'user' | 'password'>;

/** The name of a device's login at the hub of a street. */
export function loginOf(street: string, device: string): string {
  return `xd_${street}_${device}`;
}

/** How an enrolled device gets into a hub. */
export function accessOf(place: HubPlace, street: string, device: string, keys: DeviceKeys): HubAccess {
  return { ...place, user: loginOf(street, device), password: keys.hubPassword(street) };
}

/** A statement whose failure is told in our words. */
async function ask<T>(
  client: ClientBase,
  address: string,
  call: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  try {
    const { rows } = await client.query(`SELECT * FROM xiuhua.${call}`, [...values]);
    return rows as T[];
  } catch (error) {
    throw hubError(error, address);
  }
}

/** How a request stands. `answer` comes with `confirmed`, and not for the first desk of a street. */
export interface JoinState {
  readonly state: 'open' | 'asked' | 'confirmed';
  readonly answer: unknown;
}

/**
 * A hub as whoever holds a one-time code sees it. Besides what `connect` may fail with: `sync.badCode` (no such code: mistyped, or
 * used or expired long ago), `sync.codeUsed`, `sync.codeExpired`, `sync.joinRefused`, `sync.notGenuine`.
 */
export class JoinHub {
  private constructor(
    private readonly client: ClientBase & { end(): Promise<void> },
    private readonly address: string,
    /** What the code is for, proved under it. */
    readonly invitation: Invitation,
  ) {}

  static async open(place: HubPlace, code: string): Promise<JoinHub> {
    const { login, password } = codeKeys(code);
    const client = await connect({ ...place, user: login, password }).catch((error: unknown) => {
      throw codeError(error);
    });
    try {
      const [row] = await ask<{ join_invitation: unknown }>(client, place.address, 'join_invitation()');
      return new JoinHub(client, place.address, checkInvitation(code, row?.join_invitation));
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /** Ask the desks of the street to be let in. The same request again changes nothing. Error: `sync.nameTaken`, `sync.deviceRevoked`. */
  async ask(request: EnrolRequest): Promise<void> {
    await ask(this.client, this.address, 'join_request($1)', [JSON.stringify(request)]);
  }

  /** Come in as the first desk of the street. Resolves with its letter. Errors: `sync.notFirst`, `sync.letterTaken`, `sync.loginTaken`. */
  async first(request: EnrolRequest): Promise<string> {
    const [row] = await ask<{ join_first: string }>(this.client, this.address, 'join_first($1)', [
      JSON.stringify(request),
    ]);
    return row?.join_first ?? '';
  }

  async answer(): Promise<JoinState> {
    const [row] = await ask<JoinState>(this.client, this.address, 'join_answer()');
    return row ?? { state: 'open', answer: null };
  }

  /** The answer is kept here: use the code up. Only then may it be forgotten. */
  async done(): Promise<void> {
    await ask(this.client, this.address, 'join_done()');
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

/** Why a code's login did not let us in. */
function codeError(error: unknown): unknown {
  if (!(error instanceof CodedError) || error.code !== 'sync.refused') return error;
  if (error.detail?.startsWith('28P01')) return new CodedError('sync.badCode', error.params, error.detail);
  // Told of a login that is closed, whatever the server's language; a missing line of pg_hba.conf has the same SQLSTATE.
  if (error.detail?.startsWith('28000 InitializeSessionUserId'))
    return new CodedError('sync.codeUsed', error.params);
  return error;
}

/** Somebody who asks to be let in. Nothing of it is proved before `checkRequest`; without a request where it cannot even be read. */
export interface Asking {
  readonly id: string;
  readonly atMs: number;
  readonly request: EnrolRequest | undefined;
}

/** A hub as those see it who let desks in and out: an enrolled device, or (but for requests) an administrator. Errors: `sync.refused`. */
export class EnrolHub {
  constructor(
    private readonly client: ClientBase & { end(): Promise<void> },
    private readonly address: string,
  ) {}

  static async open(access: HubAccess): Promise<EnrolHub> {
    return new EnrolHub(await connect(access), access.address);
  }

  /** Make a one-time code. Errors: `sync.notFirst`, `sync.noStreet`, `sync.tooManyCodes`. */
  async invite(
    about: { street: string; streetName: string; kind: Invitation['kind']; untilMs: number },
    random: Random,
  ): Promise<string> {
    const code = makeCode(random);
    const { invitation, password, salt } = codeKeys(code);
    await ask(this.client, this.address, 'invite($1, $2, to_timestamp($3), $4)', [
      invitation,
      scramVerifier(password, salt),
      about.untilMs / 1000,
      JSON.stringify(makeInvitation(code, about)),
    ]);
    return code;
  }

  async requests(): Promise<Asking[]> {
    const rows = await ask<{ id: string; request: unknown; asked_ms: number }>(
      this.client,
      this.address,
      'join_requests()',
    );
    return rows.map(({ id, request, asked_ms }) => ({
      id,
      atMs: asked_ms,
      request: enrolRequestSchema.safeParse(request).data,
    }));
  }

  /**
   * Make the login of who asked and lay the answer down. Repeated after a lost reply, it changes nothing. Errors: `sync.letterTaken`,
   * `sync.nameTaken`, `sync.codeExpired`, `sync.codeUsed`, `sync.badRequest` where the request was exchanged meanwhile,
   * `sync.loginTaken` where another hub on the same server made a login of that name.
   */
  async confirm(request: EnrolRequest, answer: EnrolAnswer): Promise<void> {
    await ask(this.client, this.address, 'confirm_join($1, $2, $3, $4)', [
      request.invitation,
      JSON.stringify(request),
      answer.letter,
      JSON.stringify(answer),
    ]);
  }

  /** Send away who asked, or take an unused code back. */
  async refuse(id: string): Promise<void> {
    await ask(this.client, this.address, 'refuse_join($1)', [id]);
  }

  /** Close a device's login and end its sessions. False where that was done before. Error: `sync.noDevice`. */
  async revoke(street: string, device: string): Promise<boolean> {
    const [row] = await ask<{ revoke_device: boolean }>(this.client, this.address, 'revoke_device($1, $2)', [
      street,
      device,
    ]);
    return row?.revoke_device ?? false;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
