const { charCodeAt } = String.prototype;

/**
 * The UTF-16 code unit of a text at a place. An engine holds texts in many ways (whole, joined, cut), and looks the method up
 * for each character where it has met more than four of them.
 */
export const codeAt = (text: string, at: number): number => charCodeAt.call(text, at);
