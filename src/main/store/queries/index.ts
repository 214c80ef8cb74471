import { merged } from '@shared/contract/capability';

/** An answer as the server calls it: the input is parsed by its entry, the context is the one that its entry wants. */
type AnyAnswer = (input: never, context: never) => unknown;

/** Every file of this folder that answers questions: those of the capability with its name. */
const files = import.meta.glob<{ readonly answers?: Readonly<Record<string, AnyAnswer>> }>(
  ['./*.ts', '!./index.ts', '!./*.test.ts'],
  { eager: true },
);

/** Who answers the questions of each capability: the file of the same name in this folder. A test shows one answer for each entry. */
export const answers: Readonly<Record<string, Readonly<Record<string, AnyAnswer>>>> = Object.fromEntries(
  Object.entries(files).flatMap(([path, { answers: own }]) =>
    own ? [[path.replace(/^\.\/(.*)\.ts$/, '$1'), own]] : [],
  ),
);

/** The same by the name of the question. */
export const answersByName = merged(Object.values(answers));
