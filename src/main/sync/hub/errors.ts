import { CodedError } from '@shared/contract/errors';
import pg from 'pg';
import { SCHEMA_NEEDED } from './migrations';

/**
 * Answers of PostgreSQL after which nothing is known, or that another try on a new connection gets over (0A000, 26000: prepared
 * statements that a migration or a pooler took away): https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING = /^(08|40|53300|53400|55P03|57|0A000|26000)/;
/** The login is closed, or may not do this. */
const REFUSED = /^(28|42501)/;
/** What the hub's own functions tell by one of our codes (`xiuhua.fail`): the code as message, what about as detail. */
const TOLD = 'XH001';
const CODE = /^sync\.\w+$/;
/** What this program calls is not there: no hub, or an old one. */
const ABSENT = /^(3F000|42883|42P01|42703)$/;

/** Failures of the certificate, as Node's TLS names them. */
const CERTIFICATE =
  /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL|EPROTO)/;

/** Any failure of a connection or a call in the words of the contract (see `Hub`). Never holds a password. */
export function hubError(error: unknown, address: string): CodedError {
  if (error instanceof CodedError) return error;
  const { code = '', message } = error as Error & { code?: string };
  // The routine's name is the same in every language that a server may speak.
  if (error instanceof pg.DatabaseError) {
    if (code === TOLD && CODE.test(message))
      return new CodedError(message, { address, what: error.detail ?? '' });
    return answered(code, `${error.routine ?? ''}: ${message}`, address);
  }
  if (/does not support SSL/.test(message)) return new CodedError('sync.tlsNeeded', { address });
  if (CERTIFICATE.test(code)) return new CodedError('sync.badCertificate', { address }, `${code} ${message}`);
  return new CodedError('sync.unreachable', { address }, code || message);
}

function answered(code: string, message: string, address: string): CodedError {
  const detail = `${code} ${message}`;
  if (REFUSED.test(code)) return new CodedError('sync.refused', { address }, detail);
  if (ABSENT.test(code)) return new CodedError('sync.hubOld', { schema: 0, needed: SCHEMA_NEEDED }, detail);
  if (code === '3D000') return new CodedError('sync.badAddress', { address }, detail);
  if (PASSING.test(code)) return new CodedError('sync.unreachable', { address }, detail);
  return new CodedError('sync.hubFault', { detail }, detail);
}
