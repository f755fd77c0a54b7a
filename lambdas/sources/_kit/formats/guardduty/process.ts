import type { File, Process } from '../../../../domain/places.ts';
import type { Dig } from '../../field-reader.ts';
import { fileOf, placed, programOf } from '../../typed-places.ts';
import { hashesIn, pidIn } from '../../typed-values.ts';
import { sequence } from './resource.ts';

// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_RuntimeDetails.html

const running = 'service.runtimeDetails.process';
const context = 'service.runtimeDetails.context';
const acting = `${sequence}.actors.0.process`;

const parentOf = (said: Dig): Process['parent'] =>
  programOf({
    name: said.take(`${running}.lineage.0.name`),
    path: said.take(`${running}.lineage.0.executablePath`),
    pid: pidIn(said, `${running}.lineage.0.pid`, `${running}.lineage.0.namespacePid`),
  });

/** The program that was seen, and the one that started it. */
export const processOf = (said: Dig): Process | undefined =>
  placed({
    ...programOf({
      name: said.take(`${running}.name`, `${acting}.name`),
      path: said.take(`${running}.executablePath`, `${acting}.path`),
      pid: pidIn(said, `${running}.pid`),
      commandLine: said.take(`${context}.commandLineExample`),
      hashes: hashesIn(said, `${running}.executableSha256`, `${acting}.sha256`),
    }),
    parent: parentOf(said),
  });

const object = 'resource.s3BucketDetails.0.s3ObjectDetails.0';
const scanned = 'service.ebsVolumeScanDetails.scanDetections.threatDetectedByName.threatNames.0.filePaths.0';
const item = 'service.malwareScanDetails.threats.0.itemPaths.0';

const paths = ['threatFilePath', 'scriptPath', 'moduleFilePath', 'libraryPath', 'shellHistoryFilePath'].map(
  (name) => `${context}.${name}`,
);

/** The file that a scan found or a process touched. */
export const touchedFile = (said: Dig): File | undefined =>
  fileOf(
    said.take(`${scanned}.filePath`, ...paths, `${object}.key`, `${item}.nestedItemPath`),
    hashesIn(said, `${scanned}.hash`, `${context}.moduleSha256`, `${object}.hash`, `${item}.hash`),
    said.take(`${scanned}.fileName`),
  );
