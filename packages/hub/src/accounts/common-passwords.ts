/**
 * What is tried first, of eight characters and more, in lower case. Shorter ones are refused for their
 * length; runs and repetitions are found by rule.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword passwort
  password! password1! passwords mypassword thepassword adminpassword rootpassword testpassword
  administrator admin123 admin1234 admin12345 adminadmin administrator1 superuser superadmin
  rootroot toor1234 root1234 changeme changeme1 changeme123 changeit letmein1 letmein123 letmeinnow
  welcome1 welcome12 welcome123 welcome1234 welcome2 iloveyou iloveyou1 iloveyou2 iloveyou123
  sunshine sunshine1 princess princess1 football football1 baseball baseball1 basketball
  superman superman1 batman123 spiderman trustno1 starwars starwars1 whatever whatever1 jennifer
  michelle michael1 jonathan charlie1 charlie123 butterfly computer computer1 internet internet1
  liverpool chelsea1 arsenal1 manchester barcelona juventus pokemon1 pokemon123 dragon123
  monkey123 shadow123 master123 hunter123 killer123 qwerty12 qwerty123 qwerty1234 qwerty12345
  qwertyui qwertyuiop qwertyuiop1 qwert123 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e4r 1q2w3e4r5t
  1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc zaq12wsx zaq1zaq1 zxcvbnm1 zxcvbnm123 asdfghjkl asdfghjkl1
  asdf1234 asdfasdf qazwsxedc qazwsx123 abc12345 abcd1234 abcdefg1 abcdef123 abc123456 a1b2c3d4
  aa123456 aaa11111 a1234567 a12345678 a123456789 1234567a 12345678a 123456789a 1234567890a
  123456abc 123abc456 123qweasd 123qwe123 123123123 112233445566 11223344 12341234 12344321
  123321123 121212121 987654321a 147258369 159753456 789456123 741852963 963852741 111222333
  00000001 10203040 20202020 69696969 88888888a summer2024 summer2025 summer2026 winter2024
  winter2025 winter2026 spring2025 spring2026 autumn2025 autumn2026 january1 february1 december1
  docker123 docker1234 dockerhub dockerhub1 registry1 registry123 slipway1 slipway123 slipwayadmin
  kubernetes container1 default1 default123 temporary temp1234 temppass guest123 guest1234 user1234
  username username1 test1234 test12345 testtest testing1 testing123 demo1234 secret123 secret1234
  mysecret topsecret s3cr3t123 hello123 hello1234 helloworld hellohello goodmorning lovelove
  loveyou1 ilovegod jesus123 jesuschrist blessed1 freedom1 america1 australia germany1 england1
  samsung1 motorola microsoft windows1 windows10 apple123 google123 facebook facebook1 twitter1
  linkedin minecraft fortnite1 nintendo playstation qwerty!@ !qaz2wsx !@#$%^&* pa55word pa55w0rd
  passpass pass1234 pass12345 pass@123 pass@word1 admin@123 root@123 test@123 welcome@123 india123
  india@123 abcd@1234 p@ssw0rd1 p@ssw0rd123 password@123 password.1 correcthorsebatterystaple`
    .split(/\s+/)
    .filter(Boolean),
);
