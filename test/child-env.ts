const { PATH, NODE_COMPILE_CACHE } = process.env;

/** What a child process gets where it must not see the variables of this one: the path, and where Node keeps compiled code. */
export const childEnv: Readonly<Record<string, string>> = {
  ...(PATH === undefined ? {} : { PATH }),
  ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
};
