import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}
type Content = Readonly<Record<string, { readonly schema: object }>>;
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/**
 * Checks answers of the API against its own document. The result says what is wrong with an answer; nothing when the
 * document describes it. Paths that the document does not have are not checked.
 */
export function documentedBy(openApi: object) {
  const { paths, components } = openApi as Document;
  const ajv = new Ajv2020({ strict: false });
  const known = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object): ValidateFunction => {
    const validate = known.get(schema) ?? ajv.compile({ ...schema, components });
    known.set(schema, validate);
    return validate;
  };
  return (method: string, path: string, { status, type, body }: Answer): string | undefined => {
    const [pathname = ''] = path.split('?');
    const template = Object.keys(paths).find((each) => patternOf(each).test(pathname)) ?? '';
    const operation = paths[template]?.[method.toLowerCase()];
    if (operation === undefined) return undefined;
    const schema = operation.responses[status]?.content[type.split(';')[0] ?? '']?.schema;
    if (schema === undefined) return `${method} ${template}: ${status} ${type} is not in the document`;
    const validate = validatorOf(schema);
    return validate(body) ? undefined : `${method} ${template} ${status}: ${ajv.errorsText(validate.errors)}`;
  };
}
