declare module 'adaptivecards/dist/adaptivecards.js' {
  const bundle: typeof import('adaptivecards');
  export default bundle;
}
