/** The channels whose reports somebody at the desk takes in himself; the others come by sheet or picture. */
export const ownChannels = ['phone', 'walkIn', 'delegate', 'unit', 'dailyPatrol'] as const;
export type OwnChannel = (typeof ownChannels)[number];
