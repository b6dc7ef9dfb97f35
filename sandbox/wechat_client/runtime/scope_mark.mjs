/** Which character stands before each class in a compiled style sheet, until the runtime puts the scope there? */
export const SCOPE_MARK = '\u0001';
