import { defineRoom } from '../room';
import { setOperator } from '../state';

export { OperatorMenu } from './OperatorMenu';
export { useSession } from './useSession';

/** Who sits at the desk (值守人员). */
export const operator = defineRoom({
  name: 'operator',
  commandsOf: ({ operators }) =>
    operators.map(({ id, name }) => ({
      id: `app.operator.${id}`,
      group: 'app',
      label: (say) => say('desk:key.operator', { name }),
      run: () => setOperator(id),
    })),
});
