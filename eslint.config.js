import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** One door per outside thing: what may be imported in one place only, and where. */
const doors = [
  { name: '@github/keytar', files: ['main/credentials/keychain.ts'] },
  { name: '@duckdb/node-api', files: ['main/result/duckdb.ts'] },
  { name: '@alicloud/openapi-client', files: ['main/wire/send.ts'] },
  { name: '@alicloud/sts20150401', files: ['main/wire/sts.ts'] },
  { name: 'chokidar', files: ['main/saved/watch.ts'] },
]

const closed = ({ name, files }) => ({ name, message: `Its one door is ${files.join(', ')}.`, allowTypeImports: true })

export default ts.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: ts.parser, projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] },
    },
    rules: {
      'no-undef': 'off', // the type checker does this, and knows each folder's globals
      'no-console': 'error', // everything a person reads goes through the redacting log or a command's own output
      'no-control-regex': 'off', // hostile characters are this project's daily bread
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off', // an async function is also a promise of its errors
      'vue/multi-word-component-names': 'off', // the kit's names are one noun each
      'vue/max-attributes-per-line': 'off', // layout of templates is left to the eye
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      'vue/no-v-html': 'error',
    },
  },
  {
    files: ['main/**/*.ts', 'renderer/**/*.ts', 'renderer/**/*.vue', 'shared/**/*.ts', 'preload/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: doors.map(closed) }] },
  },
  ...doors.map((door) => ({
    files: door.files,
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: doors.filter((other) => !other.files.some((file) => door.files.includes(file))).map(closed) }] },
  })),
  { files: ['**/*.js', '**/*.mjs'], ...ts.configs.disableTypeChecked, rules: { ...ts.configs.disableTypeChecked.rules, 'no-undef': 'off' } },
)
