// Written by infra/write-attack-table.ts (npm run attack) from MITRE ATT&CK Enterprise 19.0, 2026-04-28.
// © 2026 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.

/** Revoked and deprecated ids, each ended by a semicolon or a line: id, then the successor that MITRE names or else the tactics, name. */
export const formerTechniques = `
T1002 T1560 Data Compressed;T1004 T1547.004 Winlogon Helper DLL;T1009 T1027.001 Binary Padding;T1013 T1547.010 Port Monitors
T1015 T1546.008 Accessibility Features;T1017 T1072 Application Deployment Software;T1019 T1542.001 System Firmware;T1022 T1560 Data Encrypted
T1023 T1547.009 Shortcut Modification;T1024 T1573 Custom Cryptographic Protocol;T1026 TA0011 Multiband Communication;T1028 T1021.006 Windows Remote Management
T1031 T1543.003 Modify Existing Service;T1032 T1573 Standard Cryptographic Protocol;T1034 TA0003,TA0004 Path Interception;T1035 T1569.002 Service Execution
T1038 T1574.001 DLL Search Order Hijacking;T1042 T1546.001 Change Default File Association;T1043 TA0011 Commonly Used Port;T1044 T1574.010 File System Permissions Weakness
T1045 T1027.002 Software Packing;T1050 T1543.003 New Service;T1051 TA0008 Shared Webroot;T1053.001 T1053.002 At (Linux)
T1053.004 TA0002,TA0003,TA0004 Launchd;T1054 T1685 Indicator Blocking;T1058 T1574.011 Service Registry Permissions Weakness;T1060 T1547.001 Registry Run Keys / Startup Folder
T1061 TA0002 Graphical User Interface;T1062 TA0003 Hypervisor;T1063 T1518.001 Security Software Discovery;T1064 TA0002,TA0005 Scripting
T1065 T1571 Uncommonly Used Port;T1066 T1027.005 Indicator Removal from Tools;T1067 T1542.003 Bootkit;T1070.001 T1685.005 Clear Windows Event Logs
T1070.002 T1685.006 Clear Linux or Mac System Logs;T1073 T1574.001 DLL Side-Loading;T1075 T1550.002 Pass the Hash;T1076 T1021.001 Remote Desktop Protocol
T1077 T1021.002 Windows Admin Shares;T1079 T1573 Multilayer Encryption;T1081 T1552.001 Credentials in Files;T1084 T1546.003 Windows Management Instrumentation Event Subscription
T1085 T1218.011 Rundll32;T1086 T1059.001 PowerShell;T1088 T1548.002 Bypass User Account Control;T1089 T1685 Disabling Security Tools
T1093 T1055.012 Process Hollowing;T1094 T1095 Custom Command and Control Protocol;T1096 T1564.004 NTFS File Attributes;T1097 T1550.003 Pass the Ticket
T1099 T1070.006 Timestomp;T1100 T1505.003 Web Shell;T1101 T1547.005 Security Support Provider;T1103 T1546.010 AppInit DLLs
T1107 T1070.004 File Deletion;T1108 TA0003,TA0005 Redundant Access;T1109 T1542.002 Component Firmware;T1116 T1553.002 Code Signing
T1117 T1218.010 Regsvr32;T1118 T1218.004 InstallUtil;T1121 T1218.009 Regsvcs/Regasm;T1122 T1546.015 Component Object Model Hijacking
T1126 T1070.005 Network Share Connection Removal;T1128 T1546.007 Netsh Helper DLL;T1130 T1553.004 Install Root Certificate;T1131 T1547.002 Authentication Package
T1138 T1546.011 Application Shimming;T1139 T1552.003 Bash History;T1141 T1056.002 Input Prompt;T1142 T1555.001 Keychain
T1143 T1564.003 Hidden Window;T1144 T1553.001 Gatekeeper Bypass;T1145 T1552.004 Private Keys;T1146 T1070.003 Clear Command History
T1147 T1564.002 Hidden Users;T1148 T1690 HISTCONTROL;T1149 TA0005 LC_MAIN Hijacking;T1150 T1647 Plist Modification
T1151 T1036.006 Space after Filename;T1152 T1569.001 Launchctl;T1153 TA0002 Source;T1154 T1546.005 Trap
T1155 T1059.002 AppleScript;T1156 T1546.004 Malicious Shell Modification;T1157 T1574.004 Dylib Hijacking;T1158 T1564.001 Hidden Files and Directories
T1159 T1543.001 Launch Agent;T1160 T1543.004 Launch Daemon;T1161 T1546.006 LC_LOAD_DYLIB Addition;T1162 T1647 Login Item
T1163 T1037.004 Rc.common;T1164 T1547.007 Re-opened Applications;T1165 T1037.005 Startup Items;T1166 T1548.001 Setuid and Setgid
T1167 T1555.002 Securityd Memory;T1168 T1053 Local Job Scheduling;T1169 T1548.003 Sudo;T1170 T1218.005 Mshta
T1171 T1557.001 LLMNR/NBT-NS Poisoning and Relay;T1172 T1090.004 Domain Fronting;T1173 T1559.002 Dynamic Data Exchange;T1174 T1556.002 Password Filter DLL
T1175 TA0002,TA0008 Component Object Model and Distributed COM;T1177 T1547.008 LSASS Driver;T1178 T1134.005 SID-History Injection;T1179 T1056.004 Hooking
T1180 T1546.002 Screensaver;T1181 T1055.011 Extra Window Memory Injection;T1182 T1546.009 AppCert DLLs;T1183 T1546.012 Image File Execution Options Injection
T1184 T1563.001 SSH Hijacking;T1186 T1055.013 Process Doppelgänging;T1188 T1090.003 Multi-hop Proxy;T1191 T1218.003 CMSTP
T1192 T1566.002 Spearphishing Link;T1193 T1566.001 Spearphishing Attachment;T1194 T1566.003 Spearphishing via Service;T1196 T1218.002 Control Panel Items
T1198 T1553.003 SIP and Trust Provider Hijacking;T1206 T1548.003 Sudo Caching;T1208 T1558.003 Kerberoasting;T1209 T1547.003 Time Providers
T1214 T1552.002 Credentials in Registry;T1215 T1547.006 Kernel Modules and Extensions;T1223 T1218.001 Compiled HTML File;T1483 T1568.002 Domain Generation Algorithms
T1487 T1561.002 Disk Structure Wipe;T1488 T1561.001 Disk Content Wipe;T1492 T1565.001 Stored Data Manipulation;T1493 T1565.002 Transmitted Data Manipulation
T1494 T1565.003 Runtime Data Manipulation;T1500 T1027.004 Compile After Delivery;T1501 T1543.002 Systemd Service;T1502 T1134.004 Parent PID Spoofing
T1503 T1555.003 Credentials from Web Browsers;T1504 T1546.013 PowerShell Profile;T1506 T1550.004 Web Session Cookie;T1514 T1548.004 Elevated Execution with Prompt
T1519 T1546.014 Emond;T1522 T1552.005 Cloud Instance Metadata API;T1527 T1550.001 Application Access Token;T1536 T1578.004 Revert Cloud Instance
T1547.011 T1647 Plist Modification;T1562 T1685 Impair Defenses;T1562.001 T1685 Disable or Modify Tools;T1562.002 T1685.001 Disable Windows Event Logging
T1562.003 T1690 Impair Command History Logging;T1562.004 T1686 Disable or Modify System Firewall;T1562.006 T1685 Indicator Blocking;T1562.007 T1686.001 Disable or Modify Cloud Firewall
T1562.008 T1685.002 Disable or Modify Cloud Logs;T1562.009 T1688 Safe Mode Boot;T1562.010 T1689 Downgrade Attack;T1562.011 T1685.003 Spoof Security Alerting
T1562.012 T1685.004 Disable or Modify Linux Audit System;T1562.013 T1686.002 Disable or Modify Network Device Firewall;T1574.002 T1574.001 DLL Side-Loading;T1656 T1684.001 Impersonation
T1672 T1684.002 Email Spoofing
`;
