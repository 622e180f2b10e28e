export const remarks = [];
