import { safeStorage } from 'electron';
import type { KeyProtector } from './store/keys/centre';

/** The operating system's key store, where it is one: a fixed password in the program would only look like protection. */
export function keyProtector(): KeyProtector | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
    return undefined;
  return {
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(bytes),
  };
}
